using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Workers;

/// <summary>A bound over all workers, such as the process' downstream connections.</summary>
public sealed class SharedLimit(uint limit)
{
    readonly SharedCounter counter = new();

    public static SharedLimit None => new(uint.MaxValue);

    public uint Limit => limit;

    public long Count => counter.Value;

    /// <summary>Every success is undone by exactly one <see cref="Release"/>.</summary>
    public bool TryReserve() => counter.TryReserve(limit);

    /// <summary>As <see cref="TryReserve()"/>, with a bound of the moment.</summary>
    public bool TryReserve(uint bound) => counter.TryReserve(bound);

    /// <summary>Counts without a bound.</summary>
    public void Add() => counter.Add();

    public void Release() => counter.Release();
}
