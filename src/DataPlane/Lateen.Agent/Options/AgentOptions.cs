using System.Text.Json.Nodes;
using Lateen.Core;

namespace Lateen.Agent.Options;

/// <summary>What an agent is told by its command line and by the environment that Istio's injection sets.</summary>
public sealed record AgentOptions
{
    /// <summary>The name that discovery's certificate must have, whatever address it is reached at.</summary>
    public const string DefaultDiscoveryName = "istiod.istio-system.svc";

    /// <summary>The proxy's role.</summary>
    public required ProxyRole Role { get; init; }

    /// <summary>POD_NAME.</summary>
    public required string PodName { get; init; }

    /// <summary>POD_NAMESPACE.</summary>
    public required string Namespace { get; init; }

    /// <summary>SERVICE_ACCOUNT.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>INSTANCE_IP, comma-separated when there are several: the pod's addresses, at least one.</summary>
    public required IReadOnlyList<string> InstanceAddresses { get; init; }

    /// <summary>TRUST_DOMAIN.</summary>
    public string TrustDomain { get; init; } = "cluster.local";

    /// <summary>The DNS suffix of the proxy's namespace, such as default.svc.cluster.local.</summary>
    public required string DnsDomain { get; init; }

    /// <summary>host:port of discovery's TLS port (15012): xDS.</summary>
    public required string DiscoveryAddress { get; init; }

    /// <summary>host:port of the certificate authority; discovery's by default.</summary>
    public required string CaAddress { get; init; }

    /// <summary>The name in discovery's certificate (ISTIOD_SAN).</summary>
    public string DiscoveryName { get; init; } = DefaultDiscoveryName;

    /// <summary>CLUSTER_ID metadata, sent to the CA and to discovery.</summary>
    public string ClusterId { get; init; } = "Kubernetes";

    /// <summary>The file with the pod's token; read anew for each use, since kubelets rotate it.</summary>
    public required string TokenFile { get; init; }

    /// <summary>How long the certificates that it asks for are to live (SECRET_TTL); the CA may give less. Renewed at half of it.</summary>
    public TimeSpan CertificateLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The file with the root that discovery's certificate must chain to.</summary>
    public required string RootCertificateFile { get; init; }

    /// <summary>Where sockets and the bootstrap are kept; made with mode 0700.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Worker threads of the proxy; 0 for one per processor.</summary>
    public int Concurrency { get; init; } = 2;

    /// <summary>How long a drain may take, in seconds.</summary>
    public int DrainSeconds { get; init; } = 45;

    /// <summary>How long the proxy goes on after SIGTERM, in seconds (terminationDrainDuration).</summary>
    public int TerminationDrainSeconds { get; init; } = 5;

    /// <summary>The proxy's admin port on 127.0.0.1.</summary>
    public int AdminPort { get; init; } = 15000;

    /// <summary>The agent's own port: readiness, merged metrics.</summary>
    public int StatusPort { get; init; } = 15020;

    /// <summary>The readiness port that kubelets ask.</summary>
    public int ReadinessPort { get; init; } = 15021;

    /// <summary>The proxy's Prometheus port.</summary>
    public int PrometheusPort { get; init; } = 15090;

    /// <summary>SO_MARK of every connection that agent and proxy open, so that interception lets it pass; 0 for none.</summary>
    public int OutboundMark { get; init; }

    /// <summary>A file with the real addresses of a pod that has no network of its own; null when it has one.</summary>
    public string? PodAddressesFile { get; init; }

    /// <summary>The proxy to run beside the agent, an Envoy or one that takes its flags; null when the proxy is in this process.</summary>
    public string? ProxyPath { get; init; }

    /// <summary>The proxy's log level, in Envoy's words.</summary>
    public string LogLevel { get; init; } = "warning";

    /// <summary>The node's metadata as it is sent in xDS.</summary>
    public required JsonObject Metadata { get; init; }

    /// <summary>The workload's identity.</summary>
    public SpiffeId Identity => SpiffeId.Workload(TrustDomain, Namespace, ServiceAccount);

    /// <summary>The node id.</summary>
    public string NodeId => $"{(Role == ProxyRole.Sidecar ? "sidecar" : "router")}~{InstanceAddresses[0]}~{PodName}.{Namespace}~{DnsDomain}";

    /// <summary>The node's cluster: app.namespace, or workload.namespace, or istio-proxy.</summary>
    public string NodeCluster =>
        (Metadata["LABELS"]?["app"] ?? Metadata["WORKLOAD_NAME"])?.GetValue<string>() is { Length: > 0 } name ? $"{name}.{Namespace}" : "istio-proxy";
}
