using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Lateen.Citadel;

/// <summary>Checks the tokens that <see cref="TokenIssuer"/> issues. Only ES256 by our own key is accepted, whatever the header says.</summary>
public sealed class TokenChecker(TokenKey key, TimeProvider time)
{
    const int MaxLength = 8 * 1024;
    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Checks form, signature, issuer, audience, times and binding, in this order.</summary>
    public TokenCheck Check(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var claims, var signature])
            return TokenCheck.Refused("it is not a JWT");
        if (!IsSigned(header, claims, signature))
            return TokenCheck.Refused("it was not signed by this control plane");
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return CheckClaims(json.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            return TokenCheck.Refused("its claims are not those of a pod's token");
        }
    }

    bool IsSigned(string header, string claims, string signature)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            return json.RootElement.GetProperty("alg").GetString() == "ES256"
                && json.RootElement.GetProperty("kid").GetString() == key.Id
                && key.Key.VerifyData(
                    Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    TokenCheck CheckClaims(JsonElement claims)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (claims.GetProperty("iss").GetString() != TokenIssuer.Issuer)
            return TokenCheck.Refused("another issuer made it");
        if (!claims.GetProperty("aud").EnumerateArray().Any(audience => audience.GetString() == TokenIssuer.Audience))
            return TokenCheck.Refused($"it is not for the audience {TokenIssuer.Audience}");
        DateTimeOffset expires = Time(claims, "exp");
        if (now >= expires)
            return TokenCheck.Refused("it has expired");
        if (now + ClockSkew < Time(claims, "nbf"))
            return TokenCheck.Refused("it is not valid yet");
        return CheckBinding(claims, expires);
    }

    static TokenCheck CheckBinding(JsonElement claims, DateTimeOffset expires)
    {
        JsonElement bound = claims.GetProperty("kubernetes.io");
        var pod = new PodIdentity(Text(bound, "namespace"), Name(bound, "serviceaccount"), Name(bound, "pod"));
        bool complete = pod is { Namespace.Length: > 0, ServiceAccount.Length: > 0, Pod.Length: > 0 };
        return complete && Text(claims, "sub") == $"system:serviceaccount:{pod.Namespace}:{pod.ServiceAccount}"
            ? TokenCheck.Valid(pod, expires)
            : TokenCheck.Refused("it is not bound to a pod and its service account");
    }

    static DateTimeOffset Time(JsonElement claims, string name) =>
        DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty(name).GetInt64());

    static string Name(JsonElement bound, string kind) => Text(bound.GetProperty(kind), "name");

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
