namespace Lateen.Net.Tls;

/// <summary>
/// A TLS implementation. May be used from any thread; a server or client that it makes belongs to one loop, so that its caches need no lock.
/// </summary>
public interface ITlsEngine
{
    /// <summary>Such as "OpenSSL 3.0.19 27 Jan 2026".</summary>
    string Version { get; }

    /// <summary>Null and a sentence when the options cannot be honoured: PEM that is not, a key that does not fit, an unknown cipher.</summary>
    ITlsServer? CreateServer(TlsServerOptions options, out string? error);

    /// <inheritdoc cref="CreateServer"/>
    ITlsClient? CreateClient(TlsClientOptions options, out string? error);
}
