using Google.Protobuf.Collections;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a DestinationRule must be, beyond its schema.</summary>
static class DestinationRuleRules
{
    public static void Check(DestinationRule spec, ObjectReport report)
    {
        if (spec.Host.Length == 0)
            report.Error("spec.host", "spec.host is missing", "name the service that the rule is about");
        else
            SharedRules.CheckHost(spec.Host, "spec.host", report);
        SharedRules.CheckExportTo(spec.ExportTo, "spec.exportTo", report);
        SharedRules.CheckSelector(spec.WorkloadSelector?.MatchLabels, "spec.workloadSelector.matchLabels", report);
        if (spec.WorkloadSelector is not null && spec.ExportTo.Any(entry => entry != "."))
            report.Error("spec.exportTo", "spec.exportTo can only be \".\" beside a workloadSelector, which selects in the rule's own namespace", "remove one of the two");
        TrafficPolicyRules.Check(spec.TrafficPolicy, "spec.trafficPolicy", report);
        CheckSubsets(spec.Subsets, report);
    }

    static void CheckSubsets(RepeatedField<Subset> subsets, ObjectReport report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < subsets.Count; i++)
        {
            var at = FieldPath.Item("spec.subsets", i);
            if (SharedRules.CheckLabelName(subsets[i].Name, $"{at}.name", report) && !names.Add(subsets[i].Name))
                report.Error($"{at}.name", $"the subset \"{subsets[i].Name}\" is there twice", "give each subset its own name");
            SharedRules.CheckSelector(subsets[i].Labels, $"{at}.labels", report);
            foreach (var (key, value) in subsets[i].Labels)
                SharedRules.CheckLabel(key, value, $"{at}.labels", report);
            TrafficPolicyRules.Check(subsets[i].TrafficPolicy, $"{at}.trafficPolicy", report);
        }
    }
}
