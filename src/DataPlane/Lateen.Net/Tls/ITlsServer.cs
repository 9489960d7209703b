namespace Lateen.Net.Tls;

/// <summary>
/// Serves TLS on accepted connections. Disposing it leaves connections alone that were accepted before, so a rotated certificate is a new server beside the old one.
/// </summary>
public interface ITlsServer : IDisposable
{
    /// <summary>The certificate it presents; null when it has none, and then every handshake fails.</summary>
    CertificateSummary? Certificate { get; }

    /// <summary>
    /// Takes over <paramref name="connection"/>, with bytes that were peeked at. <paramref name="handler"/> gets OnConnected with the TLS connection after the handshake, or OnClosed
    /// with <see cref="CloseKind.TlsError"/>. A limit of time is the caller's.
    /// </summary>
    /// <returns>The TLS connection, not yet connected.</returns>
    IConnection Accept(IConnection connection, IConnectionHandler handler);
}
