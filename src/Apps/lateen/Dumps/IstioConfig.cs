using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>The object that a resource comes from, as generators write it into the resource's metadata.</summary>
internal static class IstioConfig
{
    const string Prefix = "/apis/networking.istio.io/";

    /// <summary><c>name.namespace</c> from <c>/apis/networking.istio.io/v1/namespaces/NS/KIND/NAME</c>; empty without one.</summary>
    public static string OwnerOf(JsonElement resource)
    {
        var path = resource.Field("metadata", "filter_metadata", "istio", "config").Text();
        if (path.Length == 0)
            return "";
        var parts = path.Split('/');
        return path.StartsWith(Prefix, StringComparison.Ordinal) && parts.Length == 8 ? $"{parts[7]}.{parts[5]}" : "<unknown>";
    }
}
