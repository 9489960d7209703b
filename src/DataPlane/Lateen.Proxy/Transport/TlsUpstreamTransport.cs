using Lateen.Net;
using Lateen.Net.Tls;

namespace Lateen.Proxy.Transport;

/// <summary>TLS as a client.</summary>
sealed class TlsUpstreamTransport(UpstreamTlsConfig config, ITlsEngine? engine, SecretStore secrets, Action<string> onError) : IUpstreamTransport
{
    TlsMaterial? material;
    ITlsClient? client;

    public IConnection Connect(IEventLoop loop, in ConnectOptions options, in UpstreamTransportOptions transport, IConnectionHandler handler)
    {
        if (CurrentClient() is not { } current) return RefusedConnection.Start(loop, handler, TlsFailure.SecretMissing);
        var parameters = new TlsClientParameters { ServerName = transport.ServerName, AlpnProtocols = transport.AlpnProtocols };
        return current.Connect(loop, options, parameters, handler);
    }

    ITlsClient? CurrentClient()
    {
        if (material?.IsCurrent(secrets) == true) return client;
        client?.Dispose();
        client = null;
        material = TlsMaterial.TryResolve(config.Common, secrets);
        if (material is not null) client = Create(material);
        return client;
    }

    ITlsClient? Create(TlsMaterial current)
    {
        var error = TlsFailure.NoEngine;
        var created = engine?.CreateClient(
            new TlsClientOptions
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
                ServerName = config.ServerName,
                MaxSessions = config.MaxSessionKeys,
            },
            out error);
        if (created is null) onError($"TLS to upstream hosts (server name '{config.ServerName}') can't be set up: {error}");
        return created;
    }
}
