using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Lateen.Config;

/// <summary>Every kind that Lateen reads, sorted by name.</summary>
public static class Kinds
{
    /// <inheritdoc cref="AuthorizationPolicyKind"/>
    public static ResourceKind AuthorizationPolicy { get; } = new AuthorizationPolicyKind();

    /// <inheritdoc cref="ConfigMapKind"/>
    public static ResourceKind ConfigMap { get; } = new ConfigMapKind();

    /// <inheritdoc cref="DeploymentKind"/>
    public static ResourceKind Deployment { get; } = new DeploymentKind();

    /// <inheritdoc cref="DestinationRuleKind"/>
    public static ResourceKind DestinationRule { get; } = new DestinationRuleKind();

    /// <inheritdoc cref="EndpointSliceKind"/>
    public static ResourceKind EndpointSlice { get; } = new EndpointSliceKind();

    /// <inheritdoc cref="EnvoyFilterKind"/>
    public static ResourceKind EnvoyFilter { get; } = new EnvoyFilterKind();

    /// <inheritdoc cref="GatewayKind"/>
    public static ResourceKind Gateway { get; } = new GatewayKind();

    /// <inheritdoc cref="MeshConfigKind"/>
    public static ResourceKind MeshConfig { get; } = new MeshConfigKind();

    /// <inheritdoc cref="NamespaceKind"/>
    public static ResourceKind Namespace { get; } = new NamespaceKind();

    /// <inheritdoc cref="NodeKind"/>
    public static ResourceKind Node { get; } = new NodeKind();

    /// <inheritdoc cref="PeerAuthenticationKind"/>
    public static ResourceKind PeerAuthentication { get; } = new PeerAuthenticationKind();

    /// <inheritdoc cref="PodKind"/>
    public static ResourceKind Pod { get; } = new PodKind();

    /// <inheritdoc cref="ProxyConfigKind"/>
    public static ResourceKind ProxyConfig { get; } = new ProxyConfigKind();

    /// <inheritdoc cref="RequestAuthenticationKind"/>
    public static ResourceKind RequestAuthentication { get; } = new RequestAuthenticationKind();

    /// <inheritdoc cref="SecretKind"/>
    public static ResourceKind Secret { get; } = new SecretKind();

    /// <inheritdoc cref="ServiceKind"/>
    public static ResourceKind Service { get; } = new ServiceKind();

    /// <inheritdoc cref="ServiceAccountKind"/>
    public static ResourceKind ServiceAccount { get; } = new ServiceAccountKind();

    /// <inheritdoc cref="ServiceEntryKind"/>
    public static ResourceKind ServiceEntry { get; } = new ServiceEntryKind();

    /// <inheritdoc cref="SidecarKind"/>
    public static ResourceKind Sidecar { get; } = new SidecarKind();

    /// <inheritdoc cref="StatefulSetKind"/>
    public static ResourceKind StatefulSet { get; } = new StatefulSetKind();

    /// <inheritdoc cref="TelemetryKind"/>
    public static ResourceKind Telemetry { get; } = new TelemetryKind();

    /// <inheritdoc cref="VirtualServiceKind"/>
    public static ResourceKind VirtualService { get; } = new VirtualServiceKind();

    /// <inheritdoc cref="WorkloadEntryKind"/>
    public static ResourceKind WorkloadEntry { get; } = new WorkloadEntryKind();

    /// <inheritdoc cref="WorkloadGroupKind"/>
    public static ResourceKind WorkloadGroup { get; } = new WorkloadGroupKind();

    /// <summary>All of them, sorted.</summary>
    public static ImmutableArray<ResourceKind> All { get; } =
    [
        AuthorizationPolicy,
        ConfigMap,
        Deployment,
        DestinationRule,
        EndpointSlice,
        EnvoyFilter,
        Gateway,
        MeshConfig,
        Namespace,
        Node,
        PeerAuthentication,
        Pod,
        ProxyConfig,
        RequestAuthentication,
        Secret,
        Service,
        ServiceAccount,
        ServiceEntry,
        Sidecar,
        StatefulSet,
        Telemetry,
        VirtualService,
        WorkloadEntry,
        WorkloadGroup,
    ];

    static readonly FrozenDictionary<string, ResourceKind> ByApiVersion = All
        .SelectMany(kind => kind.ApiVersions.Select(version => (key: $"{version}/{kind.ManifestKind}", kind)))
        .ToFrozenDictionary(pair => pair.key, pair => pair.kind);

    static readonly FrozenDictionary<string, ResourceKind> ByName = All.ToFrozenDictionary(kind => kind.Name);

    /// <summary>The kind that a manifest's apiVersion and kind mean, or null.</summary>
    public static ResourceKind? Find(string apiVersion, string kind) => ByApiVersion.GetValueOrDefault($"{apiVersion}/{kind}");

    /// <summary>The kind with the <see cref="ResourceKind.Name"/>, or null.</summary>
    public static ResourceKind? Find(string name) => ByName.GetValueOrDefault(name);
}
