using Envoy.Config.Cluster.V3;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Reading;

namespace Lateen.Proxy.Config.Translation;

/// <summary>OutlierDetection -> <see cref="OutlierDetectionConfig"/>.</summary>
static class OutlierTranslator
{
    public static OutlierDetectionConfig Translate(OutlierDetection outlier, FieldPath at)
    {
        var defaults = new OutlierDetectionConfig();
        var ejection = outlier.BaseEjectionTime.Read(defaults.BaseEjectionTime, at["base_ejection_time"]);
        return new OutlierDetectionConfig
        {
            Consecutive5xx = outlier.Consecutive5Xx ?? defaults.Consecutive5xx,
            EnforcingConsecutive5xx = outlier.EnforcingConsecutive5Xx ?? defaults.EnforcingConsecutive5xx,
            ConsecutiveGatewayFailure = outlier.ConsecutiveGatewayFailure ?? defaults.ConsecutiveGatewayFailure,
            EnforcingConsecutiveGatewayFailure = outlier.EnforcingConsecutiveGatewayFailure ?? defaults.EnforcingConsecutiveGatewayFailure,
            ConsecutiveLocalOriginFailure = outlier.ConsecutiveLocalOriginFailure ?? defaults.ConsecutiveLocalOriginFailure,
            EnforcingConsecutiveLocalOriginFailure = outlier.EnforcingConsecutiveLocalOriginFailure ?? defaults.EnforcingConsecutiveLocalOriginFailure,
            SplitLocalOriginErrors = outlier.SplitExternalLocalOriginErrors,
            EnforcingSuccessRate = outlier.EnforcingSuccessRate ?? defaults.EnforcingSuccessRate,
            SuccessRateMinimumHosts = outlier.SuccessRateMinimumHosts ?? defaults.SuccessRateMinimumHosts,
            SuccessRateRequestVolume = outlier.SuccessRateRequestVolume ?? defaults.SuccessRateRequestVolume,
            SuccessRateDeviationFactor = outlier.SuccessRateStdevFactor ?? defaults.SuccessRateDeviationFactor,
            EnforcingLocalOriginSuccessRate = outlier.EnforcingLocalOriginSuccessRate ?? defaults.EnforcingLocalOriginSuccessRate,
            FailurePercentageThreshold = outlier.FailurePercentageThreshold ?? defaults.FailurePercentageThreshold,
            EnforcingFailurePercentage = outlier.EnforcingFailurePercentage ?? defaults.EnforcingFailurePercentage,
            EnforcingFailurePercentageLocalOrigin = outlier.EnforcingFailurePercentageLocalOrigin ?? defaults.EnforcingFailurePercentageLocalOrigin,
            FailurePercentageMinimumHosts = outlier.FailurePercentageMinimumHosts ?? defaults.FailurePercentageMinimumHosts,
            FailurePercentageRequestVolume = outlier.FailurePercentageRequestVolume ?? defaults.FailurePercentageRequestVolume,
            MaxEjectionTimeJitter = outlier.MaxEjectionTimeJitter.Read(defaults.MaxEjectionTimeJitter, at["max_ejection_time_jitter"]),
            AlwaysEjectOneHost = outlier.AlwaysEjectOneHost ?? defaults.AlwaysEjectOneHost,
            Interval = outlier.Interval.Read(defaults.Interval, at["interval"]),
            BaseEjectionTime = ejection,
            MaxEjectionTime = outlier.MaxEjectionTime.Read(ejection > defaults.MaxEjectionTime ? ejection : defaults.MaxEjectionTime, at["max_ejection_time"]),
            MaxEjectionPercent = outlier.MaxEjectionPercent ?? defaults.MaxEjectionPercent,
        };
    }
}
