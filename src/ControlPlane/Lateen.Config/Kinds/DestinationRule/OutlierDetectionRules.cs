using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What outlier detection must be, beyond its schema.</summary>
static class OutlierDetectionRules
{
    public static void Check(OutlierDetection? detection, string path, ObjectReport report)
    {
        if (detection is null)
            return;
        SharedRules.CheckPercentage(detection.MaxEjectionPercent, $"{path}.maxEjectionPercent", report);
        SharedRules.CheckPercentage(detection.MinHealthPercent, $"{path}.minHealthPercent", report);
        SharedRules.CheckTimeout(detection.Interval, $"{path}.interval", report);
        SharedRules.CheckTimeout(detection.BaseEjectionTime, $"{path}.baseEjectionTime", report);
        if (detection.ConsecutiveLocalOriginFailures > 0 && !detection.SplitExternalLocalOriginErrors)
            report.Error($"{path}.consecutiveLocalOriginFailures", $"{path}.consecutiveLocalOriginFailures counts nothing unless splitExternalLocalOriginErrors is true", "set it");
    }
}
