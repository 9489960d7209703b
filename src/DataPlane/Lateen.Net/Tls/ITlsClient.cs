namespace Lateen.Net.Tls;

/// <summary>Makes TLS connections. As with <see cref="ITlsServer"/>, disposing it leaves existing connections alone.</summary>
public interface ITlsClient : IDisposable
{
    /// <summary>The certificate that it presents when asked; null when it has none.</summary>
    CertificateSummary? Certificate { get; }

    /// <summary>As <see cref="IEventLoop.Connect"/>; OnConnected comes after the handshake.</summary>
    IConnection Connect(IEventLoop loop, in ConnectOptions options, in TlsClientParameters parameters, IConnectionHandler handler);
}
