using System.Text.Json;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Whether a text is a JSON Web Key Set (RFC 7517 section 5), or a single key, with what each kind of key must have (RFC 7518 section 6, RFC 8037).</summary>
static class JwksCheck
{
    /// <summary>Why it is none; null when it is one.</summary>
    public static string? WhyNot(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return "it is no JSON object";
            if (!json.RootElement.TryGetProperty("keys", out var keys))
                return WhyNoKey(json.RootElement) is { } sole ? $"it has no \"keys\", and as a single key {sole}" : null;
            if (keys.ValueKind != JsonValueKind.Array)
                return "\"keys\" is no list";
            var index = 0;
            foreach (var key in keys.EnumerateArray())
            {
                if (WhyNoKey(key) is { } wrong)
                    return $"keys[{index}] {wrong}";
                index++;
            }

            return null;
        }
        catch (JsonException)
        {
            return "it is no JSON";
        }
    }

    static string? WhyNoKey(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || Text(key, "kty") is not { } kind)
            return "has no key type (kty)";
        var needed = kind switch
        {
            "RSA" => ["n", "e"],
            "EC" => ["crv", "x", "y"],
            "OKP" => ["crv", "x"],
            "oct" => ["k"],
            _ => (string[]?)null,
        };
        if (needed is null)
            return $"has the key type \"{Quoting.Short(kind)}\"; known are RSA, EC, OKP and oct";
        return needed.FirstOrDefault(field => Text(key, field) is null) is { } missing ? $"has no {missing}" : null;
    }

    static string? Text(JsonElement key, string field) =>
        key.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
