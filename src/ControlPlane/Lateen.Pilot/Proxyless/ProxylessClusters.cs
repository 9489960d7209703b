using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Clusters;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;
using TlsMode = Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;
using ServicePort = Lateen.Pilot.Services.ServicePort;

namespace Lateen.Pilot.Proxyless;

/// <summary>Clusters of gRPC clients: round robin, mutual TLS only where it is asked for.</summary>
static class ProxylessClusters
{
    public static Cluster? Make(IScopeView view, string name, Emitter emitter)
    {
        if (!ClusterName.TryParse(name, out var parsed) || view.Find(Hostname.Of(parsed.Host)) is not { } service
            || service.PortNumbered(parsed.Port) is not { } port)
        {
            return null;
        }

        var policy = EffectivePolicy.Of(view.Rules(service), parsed.Subset, port.Number);
        var cluster = new Cluster
        {
            Name = name, AltStatName = name + ";", Type = Cluster.Types.DiscoveryType.Eds,
            EdsClusterConfig = new Cluster.Types.EdsClusterConfig
            {
                EdsConfig = new ConfigSource { Ads = new AggregatedConfigSource() }, ServiceName = name,
            },
        };
        if (policy.ConnectionPool?.Http is { Http2MaxRequests: > 0 } http)
            cluster.CircuitBreakers = new CircuitBreakers { Thresholds = { new CircuitBreakers.Types.Thresholds { MaxRequests = (uint)http.Http2MaxRequests } } };
        if (policy.LoadBalancer?.ConsistentHash is not null)
            TrafficSettings.ApplyLoadBalancer(cluster, policy.LoadBalancer);
        if (policy.Tls?.Mode == TlsMode.IstioMutual)
            cluster.TransportSocket = MutualTls(view, parsed, service);
        return emitter.Emit(cluster, service.At(port));
    }

    static TransportSocket MutualTls(IScopeView view, ClusterName name, Service service)
    {
        var common = ProxylessListeners.Certificates();
#pragma warning disable CS0612
        common.CombinedValidationContext.DefaultValidationContext.MatchSubjectAltNames.AddRange(
            view.Identities(service).Select(identity => new StringMatcher { Exact = identity }));
#pragma warning restore CS0612
        return new TransportSocket
        {
            Name = "envoy.transport_sockets.tls", TypedConfig = Any.Pack(new UpstreamTlsContext { CommonTlsContext = common, Sni = name.Sni }),
        };
    }
}
