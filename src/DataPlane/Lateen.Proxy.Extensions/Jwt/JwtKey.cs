using System.Security.Cryptography;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>A key that verifies signatures, of one worker.</summary>
/// <param name="id">Empty when the key has none.</param>
/// <param name="algorithm">The only algorithm that it may be used with; empty for every one of its family.</param>
/// <param name="family">Its type.</param>
abstract class JwtKey(string id, string algorithm, JwtKeyFamily family) : IDisposable
{
    /// <summary>Whether a token's header may mean this key. A token or key without an id leaves it open.</summary>
    public bool IsMeantBy(JwtToken token) =>
        (token.KeyId.Length == 0 || id.Length == 0 || token.KeyId == id) && (algorithm.Length == 0 || algorithm == token.Algorithm.Name);

    /// <summary>Whether the token is signed by this key: false too when its algorithm is not for keys of this type.</summary>
    public bool Verifies(JwtToken token) => token.Algorithm.Family == family && Verify(token.Algorithm, token.Signed, token.Signature);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    protected abstract bool Verify(JwtAlgorithm with, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    /// <summary>An RSA key.</summary>
    public sealed class RsaKey(string id, string algorithm, RSA key) : JwtKey(id, algorithm, JwtKeyFamily.Rsa)
    {
        public override void Dispose()
        {
            key.Dispose();
            base.Dispose();
        }

        protected override bool Verify(JwtAlgorithm with, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            key.VerifyData(data, signature, with.Hash, with.Padding);
    }

    /// <summary>A key on a NIST curve; signatures are r and s side by side (RFC 7518 section 3.4). Each curve has one algorithm, whether the key names it or not.</summary>
    public sealed class EcKey(string id, string algorithm, string curveAlgorithm, ECDsa key) : JwtKey(id, algorithm, JwtKeyFamily.Ec)
    {
        public override void Dispose()
        {
            key.Dispose();
            base.Dispose();
        }

        protected override bool Verify(JwtAlgorithm with, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
            with.Name == curveAlgorithm && key.VerifyData(data, signature, with.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>A shared secret.</summary>
    public sealed class SecretKey(string id, string algorithm, byte[] secret) : JwtKey(id, algorithm, JwtKeyFamily.Secret)
    {
        protected override bool Verify(JwtAlgorithm with, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
        {
            Span<byte> mac = stackalloc byte[64];
            var length = CryptographicOperations.HmacData(with.Hash, secret, data, mac);
            return CryptographicOperations.FixedTimeEquals(mac[..length], signature);
        }
    }
}
