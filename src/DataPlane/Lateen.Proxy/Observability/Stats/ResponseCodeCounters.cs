namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// Envoy's three families of response counters under one prefix, for example <c>upstream_rq_</c>: <c>completed</c>, one per class
/// (<c>2xx</c>) and one per code (<c>200</c>). Codes that never occurred are not shown.
/// </summary>
public readonly struct ResponseCodeCounters
{
    internal const int FirstCode = 100;
    internal const int Codes = 500;
    internal const int Classes = 5;

    readonly Counter _completed;
    readonly int _firstClass;
    readonly int _firstCode;

    internal ResponseCodeCounters(Counter completed, int firstClass, int firstCode) =>
        (_completed, _firstClass, _firstCode) = (completed, firstClass, firstCode);

    /// <summary>Counts one response. A status outside 100 to 599 counts as completed only.</summary>
    public void Count(StatsShard shard, int status)
    {
        shard.Increment(_completed);
        var offset = status - FirstCode;
        if ((uint)offset >= Codes)
            return;
        if (_firstClass != 0)
            shard.Increment(new Counter(_firstClass + offset / 100));
        if (_firstCode != 0)
            shard.Increment(new Counter(_firstCode + offset));
    }
}
