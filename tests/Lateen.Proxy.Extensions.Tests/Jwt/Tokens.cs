using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Lateen.Proxy.Extensions.Tests.Jwt;

/// <summary>Signs tokens, good ones and bad ones.</summary>
static class Tokens
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    public static ECDsa P256 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static ECDsa P384 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public static ECDsa P521 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP521);

    public static byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>All of the keys.</summary>
    public static string KeySet => $$"""{"keys":[{{RsaJwk("rsa")}},{{EcJwk(P256, "P-256")}},{{EcJwk(P384, "P-384")}},{{EcJwk(P521, "P-521")}},{"kty":"oct","kid":"oct","k":"{{Url(Secret)}}"}]}""";

    public static string RsaJwk(string kid)
    {
        var key = Rsa.ExportParameters(false);
        return $$"""{"kty":"RSA","kid":"{{kid}}","n":"{{Url(key.Modulus!)}}","e":"{{Url(key.Exponent!)}}"}""";
    }

    public static string EcJwk(ECDsa from, string curve)
    {
        var key = from.ExportParameters(false);
        return $$"""{"kty":"EC","kid":"{{curve}}","crv":"{{curve}}","x":"{{Url(key.Q.X!)}}","y":"{{Url(key.Q.Y!)}}"}""";
    }

    /// <summary>A token signed as its header says.</summary>
    public static string Sign(string alg, string kid, string payload) => Sign($$"""{"alg":"{{alg}}","kid":"{{kid}}"}""", payload, data => Signature(alg, data));

    public static string Sign(string header, string payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Url(header)}.{Url(payload)}";
        return $"{signed}.{Url(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Url(string text) => Url(Encoding.UTF8.GetBytes(text));

    public static string Url(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static byte[] Signature(string alg, byte[] data)
    {
        var hash = new HashAlgorithmName("SHA" + alg[2..]);
        return alg switch
        {
            ['R', ..] => Rsa.SignData(data, hash, RSASignaturePadding.Pkcs1),
            ['P', ..] => Rsa.SignData(data, hash, RSASignaturePadding.Pss),
            ['H', ..] => CryptographicOperations.HmacData(hash, Secret, data),
            "ES256" => P256.SignData(data, hash),
            "ES384" => P384.SignData(data, hash),
            _ => P521.SignData(data, hash),
        };
    }
}
