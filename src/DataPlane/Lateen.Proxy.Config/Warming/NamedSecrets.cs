using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Finds the secrets that a part of the configuration names.</summary>
static class NamedSecrets
{
    public static IReadOnlySet<SecretSource.Sds> Of(ListenerConfig listener)
    {
        var chains = listener.FilterChains.Chains.AsEnumerable();
        if (listener.FilterChains.DefaultChain is { } last)
            chains = chains.Append(last);
        return Of(chains.Select(chain => chain.TransportSocket));
    }

    public static IReadOnlySet<SecretSource.Sds> Of(ClusterConfig cluster) =>
        Of(cluster.TransportSocketMatches.Select(match => match.TransportSocket).Append(cluster.TransportSocket));

    static HashSet<SecretSource.Sds> Of(IEnumerable<TransportSocketConfig> sockets) =>
        [.. sockets.SelectMany(Of).OfType<SecretSource.Sds>()];

    static IEnumerable<SecretSource> Of(TransportSocketConfig socket)
    {
        var tls = socket switch
        {
            DownstreamTlsConfig downstream => downstream.Common,
            UpstreamTlsConfig upstream => upstream.Common,
            _ => null,
        };
        if (tls is null)
            return [];
        return tls.TrustedCa is { } trusted ? tls.Certificates.Append(trusted) : tls.Certificates;
    }
}
