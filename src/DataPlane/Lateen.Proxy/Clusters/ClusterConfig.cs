using System.Collections.Immutable;
using Lateen.Net;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Clusters;

/// <summary>An upstream service as configured (envoy.config.cluster.v3.Cluster), without the endpoints that EDS delivers.</summary>
public sealed record ClusterConfig
{
    public required string Name { get; init; }

    /// <summary>Name used in statistics; empty: <see cref="Name"/>.</summary>
    public string AltStatName { get; init; } = "";

    /// <summary>Envoy's observability name: what logs, metrics and the admin port call the cluster.</summary>
    public string ObservabilityName => AltStatName.Length > 0 ? AltStatName : Name;

    /// <summary>False: from CDS.</summary>
    public bool IsFromBootstrap { get; init; }

    public required ClusterDiscovery Discovery { get; init; }

    public ILoadBalancerFactory LoadBalancer { get; init; } = RoundRobinFactory.Instance;

    /// <summary>Covers TCP connect and TLS handshake. Envoy's default is 5 s, Istio sets 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes; half of it is the low watermark.</summary>
    public int PerConnectionBufferLimit { get; init; } = 1 << 20;

    public CircuitBreakerThresholds DefaultThresholds { get; init; } = CircuitBreakerThresholds.EnvoyDefault;

    public CircuitBreakerThresholds HighThresholds { get; init; } = CircuitBreakerThresholds.EnvoyDefault;

    /// <summary>Connections to one host; null: no bound.</summary>
    public uint? MaxConnectionsPerHost { get; init; }

    /// <summary>Used when no entry of <see cref="TransportSocketMatches"/> fits the endpoint.</summary>
    public TransportSocketConfig TransportSocket { get; init; } = RawBufferConfig.Instance;

    /// <summary>First entry whose values all equal the endpoint's metadata wins.</summary>
    public ImmutableArray<TransportSocketMatch> TransportSocketMatches { get; init; } = [];

    public UpstreamHttpConfig Http { get; init; } = new();

    /// <summary>Filters on upstream TCP connections, in order.</summary>
    public ImmutableArray<IReadFilterConfig> NetworkFilters { get; init; } = [];

    /// <summary>Percent of hosts that must be available, below which health is ignored; 0 disables that.</summary>
    public int PanicThresholdPercent { get; init; } = 50;

    public bool FailTrafficOnPanic { get; init; }

    /// <summary>Localities get traffic by their weights.</summary>
    public bool LocalityWeighted { get; init; }

    /// <summary>Null: off.</summary>
    public TimeSpan? SlowStartWindow { get; init; }

    public OutlierDetectionConfig? OutlierDetection { get; init; }

    /// <summary>Local address to connect from (inbound passthrough: 127.0.0.6, port 0); kind None: the kernel chooses.</summary>
    public NetAddress SourceAddress { get; init; }

    /// <summary>SO_MARK of upstream sockets; 0: none.</summary>
    public uint SocketMark { get; init; }

    /// <summary>Null: no keepalive probes.</summary>
    public TcpKeepAlive? TcpKeepAlive { get; init; }

    public bool CloseConnectionsOnHostHealthFailure { get; init; }

    /// <summary>Zero: no bound.</summary>
    public TimeSpan MaxConnectionDuration { get; init; }

    public Metadata Metadata { get; init; } = Metadata.Empty;

    public override string ToString() => Name;
}
