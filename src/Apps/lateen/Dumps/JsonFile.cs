using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>JSON that came from a file or a proxy.</summary>
internal static class JsonFile
{
    /// <summary>The root value, which outlives the text.</summary>
    /// <exception cref="CommandException">It is no JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new CommandException($"{source} is no JSON: {error.Message}");
        }
    }
}
