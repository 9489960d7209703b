namespace Lateen.Proxy.Routing;

/// <summary>A copy of the request to another cluster, whose answer is thrown away.</summary>
public sealed record MirrorPolicy(string Cluster, Fraction Share);
