namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// A handle to a distribution of non-negative whole numbers (milliseconds, bytes): an index into every
/// <see cref="StatsShard"/>. The default value is a histogram that nobody reads.
/// </summary>
public readonly record struct Histogram(int Slot);
