using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>
/// The keys of a JSON Web Key Set (RFC 7517) that can verify signatures. Keys of other kinds, and malformed ones, are left out, as in Envoy. Of one worker, since
/// keys are not thread-safe.
/// </summary>
sealed class JsonWebKeySet : IDisposable
{
    /// <summary>Larger sets are none: every key may cost a verification.</summary>
    public const int MaxKeys = 100;

    /// <summary>Bytes of a set that is read at all.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>RSA keys beyond it would make every token expensive (OpenSSL's own limit).</summary>
    const int MaxRsaBytes = 16384 / 8;

    static readonly Dictionary<string, (ECCurve Curve, string Algorithm, int Size)> Curves = new(StringComparer.Ordinal)
    {
        ["P-256"] = (ECCurve.NamedCurves.nistP256, "ES256", 32), ["P-384"] = (ECCurve.NamedCurves.nistP384, "ES384", 48), ["P-521"] = (ECCurve.NamedCurves.nistP521, "ES512", 66),
    };

    JsonWebKeySet(ImmutableArray<JwtKey> keys) => Keys = keys;

    /// <summary>A set of which no key can be used.</summary>
    public static JsonWebKeySet Empty { get; } = new([]);

    /// <summary>In the set's order.</summary>
    public ImmutableArray<JwtKey> Keys { get; }

    /// <summary>Reads a set or a single key; empty when there is nothing to use in it.</summary>
    public static JsonWebKeySet Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes || JsonMetadata.Read(json) is not { } set)
            return Empty;
        if (!set.Fields.TryGetValue("keys", out var keys))
            return Empty;
        return keys is MetadataValue.ListValue { Items.Length: <= MaxKeys } list
            ? new JsonWebKeySet([.. list.Items.OfType<MetadataValue.StructValue>().Select(ReadKey).OfType<JwtKey>()])
            : Empty;
    }

    /// <summary>Whether one of the keys signed the token; otherwise why it cannot be said so.</summary>
    public JwtStatus Verify(JwtToken token)
    {
        if (Keys.IsEmpty)
            return JwtStatus.NoValidKeys;
        var status = JwtStatus.KeyMismatch;
        foreach (var key in Keys)
        {
            if (!key.IsMeantBy(token))
                continue;
            if (key.Verifies(token))
                return JwtStatus.Ok;
            status = JwtStatus.VerificationFails;
        }

        return status;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in Keys)
            key.Dispose();
    }

    static JwtKey? ReadKey(MetadataValue.StructValue key)
    {
        try
        {
            var (id, algorithm) = (Text(key, "kid"), Text(key, "alg"));
            return Text(key, "kty") switch
            {
                "RSA" when algorithm.Length == 0 || algorithm[0] is 'R' or 'P' => ReadRsa(id, algorithm, key),
                "EC" => ReadEc(id, algorithm, key),
                "oct" when algorithm.Length == 0 || algorithm[0] == 'H' => Bytes(key, "k") is { Length: > 0 } secret ? new JwtKey.SecretKey(id, algorithm, secret) : null,
                _ => null,
            };
        }
        catch (Exception malformed) when (malformed is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    static JwtKey? ReadRsa(string id, string algorithm, MetadataValue.StructValue key)
    {
        if (Bytes(key, "n") is not { Length: > 0 and <= MaxRsaBytes } modulus || Bytes(key, "e") is not { Length: > 0 and <= 8 } exponent)
            return null;
        return new JwtKey.RsaKey(id, algorithm, RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent }));
    }

    static JwtKey? ReadEc(string id, string algorithm, MetadataValue.StructValue key)
    {
        if (!Curves.TryGetValue(Text(key, "crv"), out var curve) || (algorithm.Length > 0 && algorithm != curve.Algorithm))
            return null;
        if (Bytes(key, "x") is not { } x || Bytes(key, "y") is not { } y || x.Length > curve.Size || y.Length > curve.Size)
            return null;
        return new JwtKey.EcKey(id, algorithm, curve.Algorithm, ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = new ECPoint { X = Padded(x, curve.Size), Y = Padded(y, curve.Size) } }));
    }

    static byte[] Padded(byte[] number, int size)
    {
        var padded = new byte[size];
        number.CopyTo(padded, size - number.Length);
        return padded;
    }

    static string Text(MetadataValue.StructValue key, string name) => key.Fields.TryGetValue(name, out var value) && value is MetadataValue.StringValue text ? text.Value : "";

    static byte[]? Bytes(MetadataValue.StructValue key, string name) => Text(key, name) is { Length: > 0 } text ? Base64Url.DecodeFromChars(text) : null;
}
