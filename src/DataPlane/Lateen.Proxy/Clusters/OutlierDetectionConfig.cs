namespace Lateen.Proxy.Clusters;

/// <summary>When hosts are taken out of rotation because of their answers. Percentages are 0 to 100.</summary>
public sealed record OutlierDetectionConfig
{
    public uint Consecutive5xx { get; init; } = 5;

    public uint EnforcingConsecutive5xx { get; init; } = 100;

    public uint ConsecutiveGatewayFailure { get; init; } = 5;

    public uint EnforcingConsecutiveGatewayFailure { get; init; }

    public uint ConsecutiveLocalOriginFailure { get; init; } = 5;

    public uint EnforcingConsecutiveLocalOriginFailure { get; init; } = 100;

    public bool SplitLocalOriginErrors { get; init; }

    public uint EnforcingSuccessRate { get; init; } = 100;

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan BaseEjectionTime { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan MaxEjectionTime { get; init; } = TimeSpan.FromSeconds(300);

    public uint MaxEjectionPercent { get; init; } = 10;
}
