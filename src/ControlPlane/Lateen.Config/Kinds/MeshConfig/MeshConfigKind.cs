using System.Collections.Immutable;
using Istio.Mesh.V1Alpha1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>
/// The mesh's settings with all defaults filled in. It is no manifest of its own, but the key <c>mesh</c> of the ConfigMap "istio"; the object has that
/// ConfigMap's namespace and name.
/// </summary>
sealed class MeshConfigKind : ResourceKind
{
    public override string Name => "MeshConfig";

    public override string Group => "mesh.istio.io";

    public override ImmutableArray<string> Versions => [];

    public override Type SpecType => typeof(MeshConfig);

    public override ImmutableArray<string>? Honoured =>
    [
        "accessLogEncoding", "accessLogFile", "accessLogFormat", "connectTimeout", "defaultConfig.**", "defaultDestinationRuleExportTo",
        "defaultHttpRetryPolicy.**", "defaultProviders.metrics", "defaultServiceExportTo", "defaultTrafficPolicy.connectionPool.**",
        "defaultVirtualServiceExportTo", "disableEnvoyListenerLog", "dnsRefreshRate", "enableAutoMtls", "enableTracing", "extensionProviders.**",
        "h2UpgradePolicy", "inboundClusterStatName", "inboundTrafficPolicy.mode", "meshMTLS.**", "outboundClusterStatName", "outboundTrafficPolicy.mode",
        "pathNormalization.**", "protocolDetectionTimeout", "proxyInboundListenPort", "proxyListenPort", "rootNamespace", "tcpKeepalive.**", "tlsDefaults.**",
        "trustDomain", "trustDomainAliases",
    ];

    internal override object? Read(YamlMapping document, ReadContext context) => null;
}
