using Google.Protobuf.WellKnownTypes;
using Istio.Mesh.V1Alpha1;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Services;

/// <summary>MeshConfig with its defaults filled in.</summary>
/// <param name="Config">As the user wrote it.</param>
public sealed record MeshOptions(MeshConfig Config)
{
    /// <summary>What <c>istio</c> in the root namespace says, for attribution of what no other object asks for.</summary>
    public static readonly ObjectRef Ref = new("MeshConfig", "istio-system", "istio");

    /// <summary>What Istio's default installation says: metrics by Prometheus, access log off.</summary>
    public static readonly MeshOptions Default = new(Installed());

    /// <summary>The provider of Istio's standard metrics.</summary>
    public const string Prometheus = "prometheus";

    /// <summary>Of every workload's identity.</summary>
    public string TrustDomain => Config.TrustDomain.Length > 0 ? Config.TrustDomain : "cluster.local";

    /// <summary>Other names of the trust domain, sorted, none twice.</summary>
    public IReadOnlyList<string> TrustDomainAliases => [.. Config.TrustDomainAliases.Where(alias => alias != TrustDomain).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The namespace whose policies are the mesh's.</summary>
    public string RootNamespace => Config.RootNamespace.Length > 0 ? Config.RootNamespace : "istio-system";

    /// <summary>Ends every Kubernetes service's name.</summary>
    public string DomainSuffix => "cluster.local";

    /// <summary>Whether clients use mutual TLS wherever the server has it.</summary>
    public bool AutoMtls => Config.EnableAutoMtls ?? true;

    /// <summary>Default 10 s.</summary>
    public Duration ConnectTimeout => Config.ConnectTimeout ?? new Duration { Seconds = 10 };

    /// <summary>Whether sidecars send traffic on that no service claims.</summary>
    public bool AllowsAnyOutbound =>
        Config.OutboundTrafficPolicy is null || Config.OutboundTrafficPolicy.Mode != MeshConfig.Types.OutboundTrafficPolicy.Types.Mode.RegistryOnly;

    /// <summary>Whether what comes for the workload goes to its loopback address, rather than to the address that it came for.</summary>
    public bool SendsInboundToLoopback => Config.InboundTrafficPolicy?.Mode == MeshConfig.Types.InboundTrafficPolicy.Types.Mode.Localhost;

    /// <summary>What proxies are told by default.</summary>
    public ProxyConfig Proxy => Config.DefaultConfig ?? new ProxyConfig();

    /// <summary>How often names are resolved again; default 60 s.</summary>
    public Duration DnsRefreshRate => Config.DnsRefreshRate ?? new Duration { Seconds = 60 };

    /// <summary>How long a proxy waits for bytes that tell a connection's protocol; zero for ever.</summary>
    public Duration ProtocolDetectionTimeout => Config.ProtocolDetectionTimeout ?? new Duration();

    /// <summary>Whether Istio's standard metrics are made.</summary>
    public bool HasMetrics => Config.DefaultProviders?.Metrics.Contains(Prometheus) == true;

    /// <summary>The access log's file; empty for none.</summary>
    public string AccessLogFile => Config.AccessLogFile;

    /// <summary>Who sees services that don't say.</summary>
    public IReadOnlyCollection<string> DefaultServiceExportTo => Config.DefaultServiceExportTo;

    /// <summary>Who sees VirtualServices that don't say.</summary>
    public IReadOnlyCollection<string> DefaultVirtualServiceExportTo => Config.DefaultVirtualServiceExportTo;

    /// <summary>Who sees DestinationRules that don't say.</summary>
    public IReadOnlyCollection<string> DefaultDestinationRuleExportTo => Config.DefaultDestinationRuleExportTo;

    static MeshConfig Installed()
    {
        var config = MeshConfigDefaults.Create();
        config.DefaultProviders = new MeshConfig.Types.DefaultProviders { Metrics = { Prometheus } };
        return config;
    }

    /// <summary>A field of it, for attribution.</summary>
    public SourceRef At(string path = "") => new(Ref, path);
}
