using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Lateen.Citadel;

/// <summary>
/// Issues the tokens with which pods of a local mesh prove who they are, as the API server's TokenRequest does in a cluster: a JWT
/// (RFC 7519) signed with ES256, bound to audience, namespace, service account and pod, in the claims that Kubernetes uses.
/// </summary>
public sealed class TokenIssuer(TokenKey key, TimeProvider time)
{
    /// <summary>Whom the tokens are for: Istio's CA.</summary>
    public const string Audience = "istio-ca";

    /// <summary>Who issues them.</summary>
    public const string Issuer = "https://lateen.local";

    /// <summary>As long as a projected token of an Istio sidecar.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(12);

    /// <summary>A token for a pod. A secret: to be written to a file of mode 0400 owned by the proxy's user.</summary>
    public string Issue(PodIdentity pod, TimeSpan life, string audience = Audience)
    {
        string signed = Encode(Header()) + "." + Encode(Claims(pod, life, audience));
        byte[] signature = key.Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return signed + "." + Base64Url.EncodeToString(signature);
    }

    static string Encode(byte[] json) => Base64Url.EncodeToString(json);

    byte[] Header() => Write(json =>
    {
        json.WriteString("alg", "ES256");
        json.WriteString("kid", key.Id);
        json.WriteString("typ", "JWT");
    });

    byte[] Claims(PodIdentity pod, TimeSpan life, string audience)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return Write(json =>
        {
            json.WriteStartArray("aud");
            json.WriteStringValue(audience);
            json.WriteEndArray();
            json.WriteNumber("exp", now + (long)life.TotalSeconds);
            json.WriteNumber("iat", now);
            json.WriteString("iss", Issuer);
            json.WriteStartObject("kubernetes.io");
            json.WriteString("namespace", pod.Namespace);
            WriteNamed(json, "pod", pod.Pod);
            WriteNamed(json, "serviceaccount", pod.ServiceAccount);
            json.WriteEndObject();
            json.WriteNumber("nbf", now);
            json.WriteString("sub", $"system:serviceaccount:{pod.Namespace}:{pod.ServiceAccount}");
        });
    }

    static void WriteNamed(Utf8JsonWriter json, string kind, string name)
    {
        json.WriteStartObject(kind);
        json.WriteString("name", name);
        json.WriteEndObject();
    }

    static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
