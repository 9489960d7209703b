namespace Lateen.Proxy.Observability.Stats;

/// <summary>One metric of a group of series: a counter or a histogram, with its full name (<c>istio_requests_total</c>).</summary>
public sealed record SeriesMetric(string Name, StatKind Kind);
