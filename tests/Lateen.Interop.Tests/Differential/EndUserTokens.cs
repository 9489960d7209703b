using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lateen.Interop.Tests.Differential;

/// <summary>
/// Tokens of end users in cases: <c>JWT(PAYLOAD)</c> is one that is signed with the key of <c>$KEYS</c>, <c>JWT(PAYLOAD;forged)</c> one that is signed with another key,
/// <c>JWT(PAYLOAD;kid=K)</c> names its key, <c>PAYLOAD(PAYLOAD)</c> is the middle of a token.
/// </summary>
static partial class EndUserTokens
{
    static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256), Other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The text with tokens in place of what stands for them.</summary>
    public static string Fill(string text) => Middle().Replace(
        Token().Replace(text.Replace("$KEYS", KeySet(), StringComparison.Ordinal), match => Sign(match.Groups["payload"].Value, match.Groups["how"].Value)),
        match => Url(Encoding.UTF8.GetBytes(match.Groups["payload"].Value)));

    static string Sign(string payload, string how)
    {
        var header = how.StartsWith("kid=", StringComparison.Ordinal) ? $$"""{"alg":"ES256","kid":"{{how[4..]}}"}""" : """{"alg":"ES256"}""";
        var signed = $"{Url(Encoding.UTF8.GetBytes(header))}.{Url(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Url((how == "forged" ? Other : Key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    static string KeySet()
    {
        var key = Key.ExportParameters(includePrivateParameters: false);
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"one","x":"{{Url(key.Q.X!)}}","y":"{{Url(key.Q.Y!)}}"}]}""";
    }

    static string Url(byte[] bytes) => Base64Url.EncodeToString(bytes);

    [GeneratedRegex(@"JWT\((?<payload>[^);]*);?(?<how>[^)]*)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(@"PAYLOAD\((?<payload>[^)]*)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Middle();
}
