using System.Text.Json;

namespace Lateen.Local.State;

/// <summary>Reads and replaces small JSON files; a reader sees the old one or the new one, never a part.</summary>
internal static class StateFile
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static void Write<T>(string path, T value) => WriteText(path, JsonSerializer.Serialize(value, Json));

    public static void WriteText(string path, string text)
    {
        var next = path + ".next";
        File.WriteAllText(next, text);
        File.Move(next, path, overwrite: true);
    }

    /// <summary>The value, or null when the file is not there or not whole.</summary>
    public static T? TryRead<T>(string path) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json);
        }
        catch (Exception problem) when (problem is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
