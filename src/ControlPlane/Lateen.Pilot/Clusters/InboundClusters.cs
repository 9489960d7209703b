using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Clusters;

/// <summary>The clusters of a workload's own ports.</summary>
static class InboundClusters
{
    /// <summary>The source of connections to the workload: not 127.0.0.1, so that interception leaves them alone.</summary>
    const string InboundSource = "127.0.0.6";

    const string Loopback = "127.0.0.1";

    /// <summary>As long as Envoy can say: an original-destination host of the workload itself never goes stale.</summary>
    static readonly Duration Never = new() { Seconds = 9223372035 };

    public static Cluster Make(IScopeView view, InboundTarget target, Emitter emitter)
    {
        var name = ClusterName.Inbound(target.TargetPort).ToString();
        var rules = view.ServerRules(target.Service);
        var pool = ServerPool(target.Pool ?? EffectivePolicy.Of(rules, "", target.Port.Number).Over(view.Mesh).ConnectionPool);
        var cluster = new Cluster
        {
            Name = name, AltStatName = StatNames.Inbound(view.Mesh, target) + ";", Type = Cluster.Types.DiscoveryType.OriginalDst, LbPolicy = Cluster.Types.LbPolicy.ClusterProvided,
            CleanupInterval = Never, UpstreamBindConfig = BindConfig(), CommonLbConfig = new Cluster.Types.CommonLbConfig(),
            Metadata = Metadata(target, rules),
        };
        if (target.Ingress is { Endpoint.Length: > 0 } ingress)
            ApplyIngress(cluster, ingress);
        else if (view.Mesh.SendsInboundToLoopback)
            ApplyStatic(cluster, Socket(Loopback, target.TargetPort));
        TrafficSettings.ApplyConnectionPool(cluster, pool, view.Mesh);
        ClusterProtocol.Apply(cluster, target.Port.Protocol, pool, view.Scope, target.Port.Protocol.IsHttp2() && pool?.Http?.UseClientProtocol != true);
        return emitter.Emit(cluster, [target.Source, .. rules?.Policy is null ? Array.Empty<SourceRef>() : [rules.PolicySource]]);
    }

    /// <summary>The workload's own address wants another source than it, so that interception leaves the connections alone.</summary>
    static void ApplyIngress(Cluster cluster, IngressPoint ingress)
    {
        const string unix = "unix://";
        var colon = ingress.Endpoint.LastIndexOf(':');
        ApplyStatic(cluster, ingress.Endpoint.StartsWith(unix, StringComparison.Ordinal)
            ? new Address { Pipe = new Pipe { Path = ingress.Endpoint[unix.Length..] } }
            : Socket(ingress.Endpoint[..colon].Trim('[', ']'), int.Parse(ingress.Endpoint.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture)));
        if (ingress.IsOwnAddress)
            cluster.UpstreamBindConfig = BindConfig();
    }

    static void ApplyStatic(Cluster cluster, Address address)
    {
        cluster.Type = Cluster.Types.DiscoveryType.Static;
        cluster.LbPolicy = Cluster.Types.LbPolicy.RoundRobin;
        (cluster.CleanupInterval, cluster.UpstreamBindConfig) = (null, null);
        cluster.LoadAssignment = new ClusterLoadAssignment
        {
            ClusterName = cluster.Name, Endpoints = { new LocalityLbEndpoints { LbEndpoints = { new LbEndpoint { Endpoint = new Endpoint { Address = address } } } } },
        };
    }

    static Address Socket(string address, int port) => new() { SocketAddress = new SocketAddress { Address = address, PortValue = (uint)port } };

    public static BindConfig BindConfig() => new() { SourceAddress = new SocketAddress { Address = InboundSource, PortValue = 0 } };

    /// <summary>The server side takes neither the upgrade to HTTP/2 nor the client's protocol from a DestinationRule.</summary>
    static ConnectionPoolSettings? ServerPool(ConnectionPoolSettings? pool)
    {
        if (pool?.Http is null)
            return pool;
        var own = pool.Clone();
        own.Http.H2UpgradePolicy = ConnectionPoolSettings.Types.HTTPSettings.Types.H2UpgradePolicy.Default;
        own.Http.UseClientProtocol = false;
        return own;
    }

    static Metadata? Metadata(InboundTarget target, DestinationRuleSet? rules)
    {
        var fields = new Struct();
        if (rules?.Policy is not null)
            fields.Fields["config"] = Value.ForString(rules.ConfigPath);
        if (target.IsOfService)
            fields.Fields["services"] = IstioMetadata.ServiceList(target.Service);
        return fields.Fields.Count == 0 ? null : IstioMetadata.Of(fields);
    }
}
