namespace Lateen.Net.Simulation;

/// <summary>The weather of a simulated network. The defaults are unfriendly on purpose: whatever works only with whole reads fails here.</summary>
public sealed record SimulationOptions
{
    /// <summary>One way, per message, drawn evenly between the two.</summary>
    public long MinLatencyNanoseconds { get; init; } = 20_000;

    /// <inheritdoc cref="MinLatencyNanoseconds"/>
    public long MaxLatencyNanoseconds { get; init; } = 200_000;

    /// <summary>Probability, 0 to 1, that a read returns less than there is.</summary>
    public double SplitReads { get; init; } = 0.3;

    /// <summary>Probability, 0 to 1, that a write takes less than there is room for.</summary>
    public double SplitWrites { get; init; } = 0.1;

    /// <summary>Bytes that a direction holds, sent and not yet read.</summary>
    public int SocketBufferBytes { get; init; } = 64 * 1024;

    /// <summary>Time of day at the start, nanoseconds since 1970-01-01 UTC.</summary>
    public long StartUnixNanoseconds { get; init; } = 1_767_225_600_000_000_000;
}
