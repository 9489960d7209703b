using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>Addresses for people.</summary>
internal static class AddressText
{
    /// <summary>The IP address, or <c>unix://path</c>; empty for neither.</summary>
    public static string Of(JsonElement address)
    {
        if (address.Field("pipe", "path").Text() is { Length: > 0 } path)
            return $"unix://{path}";
        return address.Field("socket_address", "address").Text();
    }
}
