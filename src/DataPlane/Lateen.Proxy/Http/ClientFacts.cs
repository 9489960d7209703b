using System.Text;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>What a connection's requests say of their client, made once per connection or when it changes, so that a request makes no text.</summary>
sealed class ClientFacts
{
    byte[] trustedBytes;
    string? trusted;

    public ClientFacts(ConnectionInfo connection, ClientCertDetails details)
    {
        Connection = connection;
        PeerBytes = trustedBytes = Encoding.ASCII.GetBytes(connection.RemoteIp);
        CertificateElement = ClientCertificateHeader.Element(connection, details);
    }

    public ConnectionInfo Connection { get; }

    /// <summary>The socket's peer, for x-forwarded-for.</summary>
    public byte[] PeerBytes { get; }

    /// <summary>This hop's element of x-forwarded-client-cert.</summary>
    public byte[] CertificateElement { get; }

    /// <summary>The client of the request that was prepared last.</summary>
    public ReadOnlySpan<byte> TrustedBytes => trustedBytes;

    /// <summary>The client is who x-forwarded-for says; its text, from the last request when it is the same.</summary>
    public string Trust(ReadOnlySpan<byte> address)
    {
        if (trusted is not null && address.SequenceEqual(trustedBytes))
            return trusted;
        trustedBytes = address.ToArray();
        return trusted = Encoding.ASCII.GetString(address);
    }

    /// <summary>The client is the socket's peer: no address of its own to log.</summary>
    public string? TrustPeer()
    {
        trusted = null;
        trustedBytes = PeerBytes;
        return null;
    }
}
