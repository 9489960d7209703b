namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// A handle to a number that goes up and down: an index into every <see cref="StatsShard"/>, whose values are added up. The
/// default value is a gauge that nobody reads.
/// </summary>
public readonly record struct Gauge(int Cell);
