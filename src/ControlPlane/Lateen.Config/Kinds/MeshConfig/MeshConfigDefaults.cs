using Google.Protobuf.WellKnownTypes;
using Istio.Mesh.V1Alpha1;
using Istio.Networking.V1Alpha3;

namespace Lateen.Config;

/// <summary>What holds where nobody says otherwise (Istio's own defaults).</summary>
public static class MeshConfigDefaults
{
    /// <summary>A fresh message with every default.</summary>
    public static MeshConfig Create() => new()
    {
        AccessLogEncoding = MeshConfig.Types.AccessLogEncoding.Text,
        ConnectTimeout = Seconds(10),
        DefaultConfig = ProxyDefaults(),
        DefaultDestinationRuleExportTo = { "*" },
        DefaultServiceExportTo = { "*" },
        DefaultVirtualServiceExportTo = { "*" },
        DnsRefreshRate = Seconds(60),
        EnableAutoMtls = true,
        EnablePrometheusMerge = true,
        EnableTracing = true,
        ExtensionProviders = { Providers() },
        IngressClass = "istio",
        IngressControllerMode = MeshConfig.Types.IngressControllerMode.Strict,
        IngressService = "istio-ingressgateway",
        LocalityLbSetting = new LocalityLoadBalancerSetting { Enabled = true },
        OutboundTrafficPolicy = new MeshConfig.Types.OutboundTrafficPolicy { Mode = MeshConfig.Types.OutboundTrafficPolicy.Types.Mode.AllowAny },
        ProtocolDetectionTimeout = Seconds(0),
        ProxyInboundListenPort = Core.ListenerName.InboundPort,
        ProxyListenPort = Core.ListenerName.OutboundPort,
        RootNamespace = "istio-system",
        TrustDomain = "cluster.local",
    };

    /// <summary>The providers that always exist; a user's provider of the same name replaces one.</summary>
    internal static IEnumerable<MeshConfig.Types.ExtensionProvider> Providers() =>
    [
        new() { Name = "prometheus", Prometheus = new() },
        new() { Name = "stackdriver", Stackdriver = new() },
        new() { Name = "envoy", EnvoyFileAccessLog = new() { Path = "/dev/stdout" } },
    ];

    static ProxyConfig ProxyDefaults() => new()
    {
        BinaryPath = "/usr/local/bin/envoy",
        ConfigPath = "./etc/istio/proxy",
        ControlPlaneAuthPolicy = AuthenticationPolicy.MutualTls,
        DiscoveryAddress = "istiod.istio-system.svc:15012",
        DrainDuration = Seconds(45),
        ProxyAdminPort = Core.ListenerName.AdminPort,
        ServiceCluster = "istio-proxy",
        StatNameLength = 189,
        StatusPort = Core.ListenerName.StatusPort,
        TerminationDrainDuration = Seconds(5),
    };

    static Duration Seconds(long seconds) => new() { Seconds = seconds };
}
