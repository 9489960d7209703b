using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Assignments;
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
    const string TlsMatch = "tlsMode-istio", RawMatch = "tlsMode-disabled", TlsModeKey = "tlsMode", AlpnOverrideKey = "alpn_override", ExternalKey = "external";

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
        var policy = EffectivePolicy.Of(rules, name.Subset, port.Number).Over(view.Mesh);
        var cluster = new Cluster { Name = name.ToString(), AltStatName = StatNames.Outbound(view.Mesh, service, port, name.Subset) + ";", Metadata = Metadata(service, rules, subset, policy.Tls) };
        if (!ApplyDiscovery(view, cluster, service, port, subset, policy, emitter))
            return null;
        TrafficSettings.Apply(cluster, policy, view.Mesh);
        if (cluster.Type == Cluster.Types.DiscoveryType.OriginalDst || cluster.ClusterType is not null)
            cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
        var http2 = ClusterProtocol.IsHttp2(port.Protocol, policy.ConnectionPool, view.Mesh);
        ClusterProtocol.Apply(cluster, port.Protocol, policy.ConnectionPool, view.Scope, http2, UpstreamNames(view, policy));
        ClusterFilters.Add(cluster, view.Scope.Capabilities);
        ApplyTls(view, cluster, name, service, http2, policy, emitter);
        ProxyProtocolSockets.Apply(cluster, policy.ProxyProtocol);
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

    /// <summary>How the cluster finds its hosts. False when it never could: a name to resolve is missing.</summary>
    static bool ApplyDiscovery(
        IScopeView view, Cluster cluster, Service service, ServicePort port, SubsetRule? subset, EffectivePolicy policy, Emitter emitter)
    {
        if (IsOriginalDestination(view, service, policy))
            cluster.Type = Cluster.Types.DiscoveryType.OriginalDst;
        else if (service.Resolution == Resolution.DynamicDns)
            DnsClusters.ApplyDynamic(cluster, service, view.Mesh);
        else if (service.IsDns)
            return DnsClusters.Apply(cluster, service, port, view.Mesh, LoadAssignments.Groups(view, service, port, subset, policy, emitter), emitter);
        else
            (cluster.Type, cluster.EdsClusterConfig) = (
                Cluster.Types.DiscoveryType.Eds, new Cluster.Types.EdsClusterConfig { EdsConfig = ConfigSources.AdsWaiting(), ServiceName = cluster.Name });
        return true;
    }

    static Metadata Metadata(Service service, DestinationRuleSet? rules, SubsetRule? subset, ClientTLSSettings? tls)
    {
        var fields = new Struct();
        if (subset is not null)
            fields.Fields["subset"] = Value.ForString(subset.Name);
        if (rules is not null)
            fields.Fields["config"] = Value.ForString(rules.ConfigPath);
        if (service.IsExternal && subset is null)
            fields.Fields[ExternalKey] = Value.ForBool(true);
        if (tls?.Mode is TlsMode.Simple or TlsMode.Mutual)
            fields.Fields[AlpnOverrideKey] = Value.ForString("false");
        fields.Fields["services"] = IstioMetadata.ServiceList(service);
        return IstioMetadata.Of(fields);
    }

    /// <summary>Without a name of its own, TLS to an ordinary server asks for, and checks, the name that the request is for.</summary>
    static UpstreamHttpProtocolOptions? UpstreamNames(IScopeView view, EffectivePolicy policy) =>
        policy.Tls is { Mode: TlsMode.Simple or TlsMode.Mutual, Sni: "" } tls && (tls.CredentialName.Length == 0 || MayUseCredential(view, policy))
            ? new UpstreamHttpProtocolOptions
            {
                AutoSni = true, AutoSanValidation = tls.SubjectAltNames.Count == 0 && tls.InsecureSkipVerify != true,
            }
            : null;

    static void ApplyTls(
        IScopeView view, Cluster cluster, ClusterName name, Service service, bool http2, EffectivePolicy policy, Emitter emitter)
    {
        switch (policy.Tls?.Mode)
        {
            case null:
                ApplyAutomaticTls(view, cluster, name, service, http2, emitter);
                break;
            case TlsMode.IstioMutual:
                cluster.TransportSocket = Mesh(view, name, service, http2, policy.Tls);
                break;
            case TlsMode.Simple or TlsMode.Mutual when policy.Tls.CredentialName.Length == 0:
                cluster.TransportSocket = TlsContexts.FileClient(policy.Tls, view.Mesh, Names(view, service, policy.Tls), http2, view.Scope.Capabilities);
                break;
            case TlsMode.Simple or TlsMode.Mutual when MayUseCredential(view, policy):
                cluster.TransportSocket = TlsContexts.CredentialClient(policy.Tls, view.Mesh, Names(view, service, policy.Tls), http2, view.Scope.Capabilities);
                break;
        }
    }

    /// <summary>The names that an ordinary server may have: those of the rule, else those of the ServiceEntry and of its endpoints.</summary>
    static IEnumerable<string> Names(IScopeView view, Service service, ClientTLSSettings tls) =>
        tls.SubjectAltNames.Count > 0 ? tls.SubjectAltNames : service.IsKubernetes ? [] : Own(view, service);

    /// <summary>The names of a service's own servers.</summary>
    static IEnumerable<string> Own(IScopeView view, Service service) => service.SubjectAltNames.Concat(view.Identities(service)).Distinct().Order(StringComparer.Ordinal);

    static bool MayUseCredential(IScopeView view, EffectivePolicy policy) => view.Scope.IsGateway || policy.MayUseCredential;

    /// <summary>Each endpoint says by its metadata whether it takes the mesh's TLS.</summary>
    static void ApplyAutomaticTls(IScopeView view, Cluster cluster, ClusterName name, Service service, bool http2, Emitter emitter)
    {
        var mtls = view.Mtls(service.Namespace);
        if (!view.Mesh.AutoMtls || service.IsExternal || mtls.Mode == MtlsMode.Disable)
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
        tls is { SubjectAltNames.Count: > 0 } ? tls.SubjectAltNames : WithAliases(view.Mesh, Own(view, service)),
        view.Scope.Capabilities);

    /// <summary>An identity counts in every trust domain that is an alias of the mesh's.</summary>
    static IEnumerable<string> WithAliases(MeshOptions mesh, IEnumerable<string> names)
    {
        var own = $"{SpiffeId.Prefix}{mesh.TrustDomain}/";
        foreach (var name in names)
        {
            yield return name;
            foreach (var alias in mesh.TrustDomainAliases.Where(_ => name.StartsWith(own, StringComparison.Ordinal)))
                yield return $"{SpiffeId.Prefix}{alias}/{name[own.Length..]}";
        }
    }

    static IEnumerable<string> MeshAlpn(IScopeView view, bool http2)
    {
        IEnumerable<string> offered = http2 ? Alpn.MeshClientH2 : Alpn.MeshClient;
        return view.Scope.Capabilities.MetadataExchange ? offered : offered.Where(protocol => protocol != Alpn.IstioPeerExchange);
    }
}
