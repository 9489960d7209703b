using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;
using TlsMode = Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;
using ServicePort = Lateen.Pilot.Services.ServicePort;

namespace Lateen.Pilot.Clusters;

/// <summary>The clusters of services: one for each port, and one for each subset of it.</summary>
static class OutboundClusters
{
    const string TlsMatch = "tlsMode-istio", RawMatch = "tlsMode-disabled", TlsModeKey = "tlsMode", AlpnOverrideKey = "alpn_override";

    /// <summary>The names of a service's clusters in order: ports as declared, each followed by its subsets.</summary>
    public static IEnumerable<ClusterName> Names(Service service, DestinationRuleSet? rules)
    {
        if (service.Resolution == Resolution.Alias)
            yield break;
        foreach (var port in service.Ports.Where(port => port.Protocol != PortProtocol.Udp))
        {
            yield return ClusterName.Outbound(port.Number, service.Host.Value);
            foreach (var subset in rules?.Subsets ?? [])
                yield return ClusterName.Outbound(port.Number, service.Host.Value, subset.Name);
        }
    }

    /// <summary>Makes one of a service's clusters; null when the service or its rules know no such port or subset.</summary>
    public static Cluster? Make(IScopeView view, ClusterName name, Emitter emitter)
    {
        if (view.Find(Hostname.Of(name.Host)) is not { } service || service.PortNumbered(name.Port) is not { } port)
            return null;
        var rules = view.Rules(service);
        var subset = name.Subset.Length == 0 ? null : rules?.Subset(name.Subset);
        if (name.Subset.Length > 0 && subset is null)
            return null;
        var policy = EffectivePolicy.Of(rules, name.Subset, port.Number);
        var cluster = new Cluster { Name = name.ToString(), AltStatName = name + ";", Metadata = Metadata(service, rules, subset, policy.Tls) };
        ApplyDiscovery(cluster, IsOriginalDestination(view, service, policy));
        TrafficSettings.Apply(cluster, policy, view.Mesh);
        if (cluster.Type == Cluster.Types.DiscoveryType.OriginalDst)
            cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
        ClusterProtocol.Apply(cluster, port.Protocol, policy.ConnectionPool, view.Scope, UpstreamNames(policy.Tls));
        ClusterFilters.Add(cluster, view.Scope.Capabilities);
        ApplyTls(view, cluster, name, service, port, policy, emitter);
        return emitter.Emit(cluster, [service.At(port), .. Sources(rules, subset)]);
    }

    static IEnumerable<SourceRef> Sources(DestinationRuleSet? rules, SubsetRule? subset)
    {
        if (rules?.Policy is not null)
            yield return rules.PolicySource;
        if (subset is not null)
            yield return subset.Source;
    }

    /// <summary>A sidecar lets the client of a headless service choose; a gateway has no client that could.</summary>
    static bool IsOriginalDestination(IScopeView view, Service service, EffectivePolicy policy) =>
        service.Resolution == Resolution.Passthrough && !view.Scope.IsGateway
        || policy.LoadBalancer?.Simple == LoadBalancerSettings.Types.SimpleLB.Passthrough;

    static void ApplyDiscovery(Cluster cluster, bool isOriginalDestination)
    {
        cluster.Type = isOriginalDestination ? Cluster.Types.DiscoveryType.OriginalDst : Cluster.Types.DiscoveryType.Eds;
        if (!isOriginalDestination)
            cluster.EdsClusterConfig = new Cluster.Types.EdsClusterConfig { EdsConfig = ConfigSources.AdsWaiting(), ServiceName = cluster.Name };
    }

    static Metadata Metadata(Service service, DestinationRuleSet? rules, SubsetRule? subset, ClientTLSSettings? tls)
    {
        var fields = new Struct();
        if (subset is not null)
            fields.Fields["subset"] = Value.ForString(subset.Name);
        if (rules is not null)
            fields.Fields["config"] = Value.ForString(rules.ConfigPath);
        if (tls?.Mode is TlsMode.Simple or TlsMode.Mutual)
            fields.Fields[AlpnOverrideKey] = Value.ForString("false");
        fields.Fields["services"] = IstioMetadata.ServiceList(service);
        return IstioMetadata.Of(fields);
    }

    /// <summary>Without a name of its own, TLS to an ordinary server asks for, and checks, the name that the request is for.</summary>
    static UpstreamHttpProtocolOptions? UpstreamNames(ClientTLSSettings? tls) =>
        tls is { Mode: TlsMode.Simple or TlsMode.Mutual, Sni: "" }
            ? new UpstreamHttpProtocolOptions
            {
                AutoSni = true, AutoSanValidation = tls.SubjectAltNames.Count == 0 && tls.InsecureSkipVerify != true,
            }
            : null;

    static void ApplyTls(
        IScopeView view, Cluster cluster, ClusterName name, Service service, ServicePort port, EffectivePolicy policy, Emitter emitter)
    {
        var http2 = ClusterProtocol.IsHttp2(port.Protocol, policy.ConnectionPool, view.Scope.Capabilities);
        switch (policy.Tls?.Mode)
        {
            case null:
                ApplyAutomaticTls(view, cluster, name, service, http2, emitter);
                break;
            case TlsMode.IstioMutual:
                cluster.TransportSocket = Mesh(view, name, service, http2, policy.Tls);
                break;
            case TlsMode.Simple or TlsMode.Mutual when policy.Tls.CredentialName.Length == 0:
                cluster.TransportSocket = TlsContexts.FileClient(policy.Tls, http2, view.Scope.Capabilities);
                break;
        }
    }

    /// <summary>Each endpoint says by its metadata whether it takes the mesh's TLS.</summary>
    static void ApplyAutomaticTls(IScopeView view, Cluster cluster, ClusterName name, Service service, bool http2, Emitter emitter)
    {
        var mtls = view.Mtls(service.Namespace);
        if (!view.Mesh.AutoMtls || mtls.Mode == MtlsMode.Disable)
            return;
        if (service.Resolution == Resolution.Passthrough && !view.AllHaveMutualTls(service))
            return;
        var mesh = Mesh(view, name, service, http2, null);
        if (cluster.Type == Cluster.Types.DiscoveryType.OriginalDst)
        {
            cluster.TransportSocket = mesh;
            return;
        }

        cluster.TransportSocketMatches.Add(emitter.Emit(Match(TlsMatch, mesh, IsMesh), mtls.Source));
        cluster.TransportSocketMatches.Add(emitter.Emit(Match(RawMatch, TlsContexts.Raw(), new Struct()), mtls.Source));
    }

    static Struct IsMesh => new() { Fields = { [TlsModeKey] = Value.ForString("istio") } };

    static Cluster.Types.TransportSocketMatch Match(string name, TransportSocket socket, Struct match) =>
        new() { Name = name, Match = match, TransportSocket = socket };

    static TransportSocket Mesh(IScopeView view, ClusterName name, Service service, bool http2, ClientTLSSettings? tls) => TlsContexts.MeshClient(
        tls?.Sni is { Length: > 0 } sni ? sni : name.Sni,
        MeshAlpn(view, http2),
        tls is { SubjectAltNames.Count: > 0 } ? tls.SubjectAltNames : view.Identities(service),
        view.Scope.Capabilities);

    static IEnumerable<string> MeshAlpn(IScopeView view, bool http2)
    {
        IEnumerable<string> offered = http2 ? Alpn.MeshClientH2 : Alpn.MeshClient;
        return view.Scope.Capabilities.MetadataExchange ? offered : offered.Where(protocol => protocol != Alpn.IstioPeerExchange);
    }
}
