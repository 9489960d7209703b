using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Listeners;

/// <summary>Turns what is known of a connection into the texts that logs, metrics and policies read, once per connection.</summary>
static class ConnectionDescription
{
    public static ConnectionInfo Of(DownstreamConnection connection)
    {
        var facts = connection.Facts;
        var tls = connection.Connection.Tls;
        return new ConnectionInfo
        {
            Id = connection.Id,
            Local = facts.LocalAddress,
            Remote = facts.RemoteAddress,
            DirectRemote = facts.DirectRemoteAddress,
            RemoteIp = facts.RemoteAddress.IpText,
            RemoteAddress = facts.RemoteAddress.ToString(),
            LocalAddress = facts.LocalAddress.ToString(),
            RequestedServerName = facts.ServerName.Length > 0 ? facts.ServerName : tls is { ServerName.Length: > 0 } ? tls.ServerName : null,
            IsTls = tls is not null,
            IsMutualTls = tls is { IsPeerVerified: true, Peer: not null },
            PeerUriSans = tls?.Peer?.UriSans ?? [],
            PeerDnsSans = tls?.Peer?.DnsSans ?? [],
            PeerSubject = tls?.Peer?.Subject ?? "",
            PeerCertificateSha256 = tls?.Peer?.Sha256 ?? "",
            PeerCertificatePem = tls?.Peer?.Pem ?? "",
            PeerCertificateChainPem = tls?.Peer?.PemChain ?? "",
            LocalUriSans = tls?.Local?.UriSans ?? [],
            FilterChainName = connection.Chain.Name,
        };
    }
}
