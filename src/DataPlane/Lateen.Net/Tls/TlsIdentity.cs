namespace Lateen.Net.Tls;

/// <summary>A certificate chain, leaf first, and its private key, both PEM. The key is never printed.</summary>
public sealed class TlsIdentity(ReadOnlyMemory<byte> certificateChainPem, ReadOnlyMemory<byte> privateKeyPem)
{
    public ReadOnlyMemory<byte> CertificateChainPem => certificateChainPem;

    internal ReadOnlyMemory<byte> PrivateKeyPem => privateKeyPem;

    public override string ToString() => "TLS identity";
}
