namespace Lateen.Proxy.Routing;

/// <summary>A copy of the request to another cluster, whose answer is thrown away.</summary>
public sealed record MirrorPolicy(string Cluster, Fraction Share)
{
    /// <summary>"-shadow" is added to the host. Envoy's default; Istio turns it off.</summary>
    public bool AppendsHostSuffix { get; init; } = true;

    /// <summary>The host of the copy; null keeps the request's.</summary>
    public string? HostRewriteLiteral { get; init; }
}
