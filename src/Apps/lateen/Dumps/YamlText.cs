using System.Text;
using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>JSON as YAML, names sorted, in block style.</summary>
internal static class YamlText
{
    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value, 0, afterDash: true);
        return text.ToString();
    }

    static void Write(StringBuilder text, JsonElement value, int indent, bool afterDash)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                foreach (var field in value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    Indent(text, indent, ref afterDash);
                    text.Append(Scalar(field.Name)).Append(':');
                    WriteBelow(text, field.Value, indent);
                }

                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                foreach (var item in value.EnumerateArray())
                {
                    Indent(text, indent, ref afterDash);
                    text.Append("- ");
                    Write(text, item, indent + 2, afterDash: true);
                }

                break;
            default:
                text.Append(Leaf(value)).Append('\n');
                break;
        }
    }

    /// <summary>What stands behind "name:": a leaf on the same line, a mapping below and indented, a list below and not.</summary>
    static void WriteBelow(StringBuilder text, JsonElement value, int indent)
    {
        var isNested = value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any() || value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;
        text.Append(isNested ? '\n' : ' ');
        Write(text, value, value.ValueKind == JsonValueKind.Array ? indent : indent + 2, afterDash: false);
    }

    static void Indent(StringBuilder text, int indent, ref bool afterDash)
    {
        if (!afterDash)
            text.Append(' ', indent);
        afterDash = false;
    }

    static string Leaf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Scalar(value.GetString()!),
        _ => value.GetRawText(),
    };

    /// <summary>Plain where nothing else could be meant; otherwise quoted as JSON, which is YAML.</summary>
    static string Scalar(string text)
    {
        var isPlain = text.Length > 0 && !text.AsSpan().ContainsAnyExcept(PlainCharacters) && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_')
            && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n" or "null") && text[^1] != ':';
        return isPlain ? text : JsonSerializer.Serialize(text, JsonSerializerOptions.Default);
    }

    static readonly System.Buffers.SearchValues<char> PlainCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./|+=;");
}
