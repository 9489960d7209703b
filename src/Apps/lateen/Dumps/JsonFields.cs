using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>
/// Reads messages in their JSON form without their types: a dump may hold messages that this version has never heard of. Proxies write
/// snake_case names, others lowerCamelCase; both are found.
/// </summary>
internal static class JsonFields
{
    /// <summary>The field named in snake_case; undefined when it isn't there.</summary>
    public static JsonElement Field(this JsonElement message, string name)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return default;
        return message.TryGetProperty(name, out var field) || message.TryGetProperty(JsonNames.Camel(name), out field) ? field : default;
    }

    /// <summary>A field below fields.</summary>
    public static JsonElement Field(this JsonElement message, string first, string second, params ReadOnlySpan<string> rest)
    {
        var field = message.Field(first).Field(second);
        foreach (var name in rest)
            field = field.Field(name);
        return field;
    }

    /// <summary>The text of a text, a number as written, otherwise the empty text.</summary>
    public static string Text(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };

    /// <summary>A whole number, or 0.</summary>
    public static int Number(this JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    /// <summary>The items of a list; none when it is no list.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

    /// <summary>Whether the field is there.</summary>
    public static bool Exists(this JsonElement value) => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
}
