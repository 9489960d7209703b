namespace Lateen.Proxy.Observability.Stats;

/// <summary>A dimension of a statistic: a Prometheus label.</summary>
public readonly record struct StatTag(string Name, string Value);
