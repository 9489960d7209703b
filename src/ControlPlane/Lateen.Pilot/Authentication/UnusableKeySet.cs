using System.Buffers.Text;
using System.Security.Cryptography;

namespace Lateen.Pilot.Authentication;

/// <summary>
/// The key set of an issuer whose own is not known: a key whose private half was thrown away when it was made. Tokens of the issuer are refused and requests
/// without one pass, as in Istio. One for the life of the process, so that nothing is pushed because of it.
/// </summary>
static class UnusableKeySet
{
    const int Bits = 2048;

    /// <summary>The set's JSON.</summary>
    public static string Text { get; } = Make();

    static string Make()
    {
        using var key = RSA.Create(Bits);
        var known = key.ExportParameters(includePrivateParameters: false);
        return $$"""{"keys":[{"kty":"RSA","e":"{{Base64Url.EncodeToString(known.Exponent)}}","n":"{{Base64Url.EncodeToString(known.Modulus)}}"}]}""";
    }
}
