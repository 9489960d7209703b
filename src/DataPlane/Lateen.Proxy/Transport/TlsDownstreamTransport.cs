using Lateen.Net;
using Lateen.Net.Tls;

namespace Lateen.Proxy.Transport;

/// <summary>TLS as a server.</summary>
sealed class TlsDownstreamTransport(DownstreamTlsConfig config, ITlsEngine? engine, SecretStore secrets, Action<string> onError) : IDownstreamTransport
{
    TlsMaterial? material;
    ITlsServer? server;

    public void Accept(IConnection connection, IConnectionHandler handler)
    {
        if (CurrentServer() is { } current)
        {
            current.Accept(connection, handler);
            return;
        }
        connection.Handler = new UntilClosed(handler);
        connection.Close();
    }

    ITlsServer? CurrentServer()
    {
        if (material?.IsCurrent(secrets) == true) return server;
        server?.Dispose();
        server = null;
        material = TlsMaterial.TryResolve(config.Common, secrets);
        if (material is not null) server = Create(material);
        return server;
    }

    ITlsServer? Create(TlsMaterial current)
    {
        var error = TlsFailure.NoEngine;
        var created = engine?.CreateServer(
            new TlsServerOptions
            {
                Identities = current.Identities,
                TrustBundlePem = current.TrustBundle,
                RevokedPems = [current.RevokedPem, config.Common.RevokedPem],
                PinnedCertificates = config.Common.PinnedCertificates,
                PinnedKeys = config.Common.PinnedKeys,
                PeerNames = PeerNameRule.Of(config.Common.SubjectAltNames),
                AlpnProtocols = config.Common.AlpnProtocols,
                MinVersion = TlsVersions.Of(config.Common.MinimumVersion),
                MaxVersion = TlsVersions.Of(config.Common.MaximumVersion),
                CipherSuites = config.Common.CipherSuites,
                Curves = config.Common.Curves,
                RequireClientCertificate = config.RequireClientCertificate,
                TicketKeys = config.DisableSessionResumption ? null : config.TicketKeys,
            },
            out error);
        if (created is null) onError($"TLS for clients can't be set up: {error}");
        return created;
    }

    /// <summary>Tells the handler why a connection without usable secrets ended.</summary>
    sealed class UntilClosed(IConnectionHandler handler) : IConnectionHandler
    {
        public void OnConnected(IConnection connection)
        {
        }

        public int OnReceived(ReadOnlySpan<byte> bytes) => bytes.Length;

        public void OnReadClosed()
        {
        }

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason) => handler.OnClosed(new CloseReason(CloseKind.TlsError, 0, TlsFailure.SecretMissing));
    }
}
