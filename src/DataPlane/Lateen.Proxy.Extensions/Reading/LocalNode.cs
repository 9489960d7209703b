using System.Collections.Frozen;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>Who this proxy is: the node of the bootstrap, as far as extensions look at it.</summary>
public sealed record LocalNode
{
    /// <summary>For example sidecar~10.0.0.1~a.default~default.svc.cluster.local.</summary>
    public string Id { get; init; } = "";

    /// <summary>For example a.default.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>The pod's labels.</summary>
    public FrozenDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The pod's namespace.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The pod's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The workload's name, such as reviews-v1.</summary>
    public string WorkloadName { get; init; } = "";

    /// <summary>For example kubernetes://apis/apps/v1/namespaces/default/deployments/reviews-v1.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The Kubernetes cluster's id.</summary>
    public string ClusterId { get; init; } = "";

    /// <summary>The mesh's id.</summary>
    public string MeshId { get; init; } = "";

    /// <summary>True for a sidecar, false for a gateway.</summary>
    public bool IsSidecar => Id.StartsWith("sidecar~", StringComparison.Ordinal);
}
