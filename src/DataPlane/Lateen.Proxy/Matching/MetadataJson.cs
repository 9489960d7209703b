using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lateen.Proxy.Matching;

/// <summary>Metadata as JSON: fields sorted by name, nothing escaped that JSON does not ask for.</summary>
public static class MetadataJson
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Bytes(MetadataValue value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
            Write(value, json);
        return bytes.WrittenMemory;
    }

    static void Write(MetadataValue value, Utf8JsonWriter json)
    {
        switch (value)
        {
            case MetadataValue.BoolValue truth:
                json.WriteBooleanValue(truth.Value);
                break;
            case MetadataValue.NumberValue number:
                json.WriteNumberValue(number.Value);
                break;
            case MetadataValue.StringValue text:
                json.WriteStringValue(text.Value);
                break;
            case MetadataValue.ListValue list:
                WriteList(list, json);
                break;
            case MetadataValue.StructValue fields:
                WriteStruct(fields, json);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    static void WriteList(MetadataValue.ListValue list, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in list.Items)
            Write(item, json);
        json.WriteEndArray();
    }

    static void WriteStruct(MetadataValue.StructValue fields, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(name);
            Write(value, json);
        }

        json.WriteEndObject();
    }
}
