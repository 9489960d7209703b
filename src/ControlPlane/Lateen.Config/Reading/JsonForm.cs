using System.Text.Json.Nodes;

namespace Lateen.Config.Reading;

/// <summary>A YAML tree as JSON, by kubectl's rules.</summary>
static class JsonForm
{
    public static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Value, Of(entry.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(Of)]),
        YamlScalar { Type: ScalarType.Bool } scalar => JsonValue.Create(scalar.IsTrue),
        YamlScalar { Type: ScalarType.Number } scalar => Number(scalar.Value),
        YamlScalar { Type: ScalarType.Text } scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };

    static JsonValue Number(string text)
    {
        if (YamlScalar.TryReadInteger(text, long.MinValue, long.MaxValue, out var whole))
            return JsonValue.Create((long)whole);
        // JSON has no infinities.
        return YamlScalar.TryReadDouble(text, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(text);
    }
}
