namespace Lateen.Proxy.Clusters;

/// <summary>
/// When hosts are taken out of rotation because of their answers (envoy.config.cluster.v3.OutlierDetection, with its defaults). Percentages are 0 to 100;
/// "enforcing" is how likely it is that what was detected has a consequence.
/// </summary>
public sealed record OutlierDetectionConfig
{
    public uint Consecutive5xx { get; init; } = 5;

    public uint EnforcingConsecutive5xx { get; init; } = 100;

    public uint ConsecutiveGatewayFailure { get; init; } = 5;

    public uint EnforcingConsecutiveGatewayFailure { get; init; }

    public uint ConsecutiveLocalOriginFailure { get; init; } = 5;

    public uint EnforcingConsecutiveLocalOriginFailure { get; init; } = 100;

    /// <summary>Failures to connect, resets and timeouts are counted apart from answers; otherwise they count as 503 and 504.</summary>
    public bool SplitLocalOriginErrors { get; init; }

    public uint EnforcingSuccessRate { get; init; } = 100;

    /// <summary>Fewer hosts with enough requests are not compared.</summary>
    public uint SuccessRateMinimumHosts { get; init; } = 5;

    /// <summary>Fewer requests in an interval say nothing about a host.</summary>
    public uint SuccessRateRequestVolume { get; init; } = 100;

    /// <summary>Thousandths of the standard deviation that a host may stay below the mean.</summary>
    public uint SuccessRateDeviationFactor { get; init; } = 1900;

    public uint EnforcingLocalOriginSuccessRate { get; init; } = 100;

    /// <summary>Percent of failures from which a host counts as an outlier.</summary>
    public uint FailurePercentageThreshold { get; init; } = 85;

    public uint EnforcingFailurePercentage { get; init; }

    public uint EnforcingFailurePercentageLocalOrigin { get; init; }

    public uint FailurePercentageMinimumHosts { get; init; } = 5;

    public uint FailurePercentageRequestVolume { get; init; } = 50;

    /// <summary>How often rates are compared, and ejected hosts looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan BaseEjectionTime { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan MaxEjectionTime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Up to so much is added to each ejection, so that hosts don't return together.</summary>
    public TimeSpan MaxEjectionTimeJitter { get; init; }

    public uint MaxEjectionPercent { get; init; } = 10;

    /// <summary>The first host may go, whatever <see cref="MaxEjectionPercent"/> says.</summary>
    public bool AlwaysEjectOneHost { get; init; }
}
