namespace Lateen.Proxy.Extensions.Peers;

/// <summary>What is known of the workload at the other end, as it told us; empty where it did not. Immutable and shared.</summary>
public sealed record WorkloadPeer
{
    /// <summary>Filter state of the client's peer data, as in Istio's proxy.</summary>
    public const string DownstreamKey = "downstream_peer";

    /// <summary>Filter state of the server's peer data.</summary>
    public const string UpstreamKey = "upstream_peer";

    /// <summary>The pod.</summary>
    public string Name { get; init; } = "";

    public string Namespace { get; init; } = "";

    /// <summary>The workload, such as reviews-v1.</summary>
    public string WorkloadName { get; init; } = "";

    /// <summary>The Kubernetes cluster.</summary>
    public string ClusterId { get; init; } = "";

    public string CanonicalName { get; init; } = "";

    public string CanonicalRevision { get; init; } = "";

    public string App { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>Without spiffe://; empty when the peer doesn't tell.</summary>
    public string Identity { get; init; } = "";

    /// <summary>For example kubernetes://apis/apps/v1/namespaces/default/deployments/reviews-v1.</summary>
    public string Owner { get; init; } = "";
}
