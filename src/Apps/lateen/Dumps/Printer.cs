using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>Prints messages as istioctl does: lowerCamelCase names; JSON indented by four, or YAML with sorted names.</summary>
internal static class Printer
{
    static readonly JsonWriterOptions Indented = new() { Indented = true, IndentSize = 4, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(IReadOnlyList<JsonElement> list) => Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in list)
            Write(writer, item, Naming.Message);
        writer.WriteEndArray();
    });

    public static string Json(JsonElement value) => Json(writer => Write(writer, value, Naming.Message));

    public static string Yaml(IReadOnlyList<JsonElement> list)
    {
        using var json = JsonDocument.Parse(Json(list));
        return YamlText.Of(json.RootElement);
    }

    public static string Yaml(JsonElement value)
    {
        using var json = JsonDocument.Parse(Json(value));
        return YamlText.Of(json.RootElement);
    }

    enum Naming
    {
        /// <summary>Fields, of a message whose type everybody knows.</summary>
        Message,
        Fields,
        Map,
        FreeForm,
    }

    static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
            write(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static void Write(Utf8JsonWriter writer, JsonElement value, Naming naming)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject().Where(field => naming != Naming.Message || field.Name != "@type"))
                {
                    writer.WritePropertyName(naming is Naming.Message or Naming.Fields ? JsonNames.Camel(field.Name) : field.Name);
                    Write(writer, field.Value, Below(field.Name, naming));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item, naming);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    static Naming Below(string field, Naming naming) => naming switch
    {
        Naming.FreeForm => Naming.FreeForm,
        Naming.Map => Naming.Fields,
        _ => JsonNames.IsFreeForm(field) ? Naming.FreeForm : JsonNames.IsMap(field) ? Naming.Map : Naming.Fields,
    };
}
