using System.Text;
using System.Text.Json;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>JSON objects as metadata. Numbers become doubles, as in google.protobuf.Struct; of a name that comes twice the last counts.</summary>
static class JsonMetadata
{
    /// <summary>Deeper structures are refused: nobody's claims need them, and reading recurses.</summary>
    const int MaxDepth = 32;

    static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The object; null when the bytes are no JSON object in UTF-8.</summary>
    public static MetadataValue.StructValue? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            var read = ReadStruct(ref reader);
            return reader.Read() ? null : read;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    static MetadataValue.StructValue ReadStruct(ref Utf8JsonReader reader)
    {
        var fields = new List<KeyValuePair<string, MetadataValue>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            fields.Add(KeyValuePair.Create(name, ReadValue(ref reader)));
        }

        return MetadataValue.StructValue.Of(fields);
    }

    static MetadataValue.ListValue ReadList(ref Utf8JsonReader reader)
    {
        var items = new List<MetadataValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(ref reader));
        return new MetadataValue.ListValue([.. items]);
    }

    static MetadataValue ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadStruct(ref reader),
        JsonTokenType.StartArray => ReadList(ref reader),
        JsonTokenType.String => new MetadataValue.StringValue(reader.GetString()!),
        JsonTokenType.Number when double.IsFinite(reader.GetDouble()) => new MetadataValue.NumberValue(reader.GetDouble()),
        JsonTokenType.True => new MetadataValue.BoolValue(true),
        JsonTokenType.False => new MetadataValue.BoolValue(false),
        JsonTokenType.Null => MetadataValue.Null,
        _ => throw new JsonException("a value is out of range"),
    };
}
