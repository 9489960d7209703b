namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// A handle to a number that only grows: an index into every <see cref="StatsShard"/>. The default value is a counter that
/// nobody reads, so code on the hot path counts without asking whether the inclusion list kept the statistic.
/// </summary>
public readonly record struct Counter(int Cell);
