using System.Security.Cryptography;

namespace Lateen.Net.Tls;

/// <summary>The secret with which session tickets are sealed: 80 random bytes (name, HMAC key, AES key). Made anew with each configuration; never printed.</summary>
public sealed class TlsTicketKeys
{
    internal const int Bytes = 80;

    readonly byte[] secret = RandomNumberGenerator.GetBytes(Bytes);

    internal ReadOnlySpan<byte> Secret => secret;

    public override string ToString() => "TLS ticket keys";
}
