using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Rules;

/// <summary>The DestinationRules of one namespace for one host, merged: the first traffic policy, and all subsets by unique name.</summary>
/// <param name="Host">The host that they are for; may be a wildcard.</param>
/// <param name="Objects">Oldest first; never empty.</param>
/// <param name="Policy">Null for none.</param>
/// <param name="PolicySource">The object of the policy, or the oldest.</param>
/// <param name="Subsets">In order.</param>
/// <param name="ExportTo">Who sees them.</param>
public sealed record DestinationRuleSet(
    Hostname Host, ValueList<ObjectRef> Objects, TrafficPolicy? Policy, SourceRef PolicySource, ValueList<SubsetRule> Subsets, ExportTo ExportTo)
{
    /// <summary>Whether they are for the workloads that they select, rather than for a namespace.</summary>
    public bool HasSelector { get; init; }

    /// <summary>Where the oldest object's metadata says it is, in the form that Istio's tools parse.</summary>
    public string ConfigPath => $"/apis/networking.istio.io/v1/namespaces/{Objects[0].Namespace}/destination-rule/{Objects[0].Name}";

    /// <summary>Merges the rules of one host; they are given in any order.</summary>
    public static DestinationRuleSet Merge(Hostname host, IEnumerable<ConfigObject> rules, MeshOptions mesh)
    {
        ConfigObject[] sorted = [.. rules.OrderBy(rule => rule.Metadata.CreationTimestamp).ThenBy(rule => rule.Name, StringComparer.Ordinal)];
        var withPolicy = sorted.FirstOrDefault(rule => rule.As<DestinationRule>().TrafficPolicy is not null);
        return new DestinationRuleSet(
            host,
            sorted.Select(rule => rule.Ref).ToValueList(),
            withPolicy?.As<DestinationRule>().TrafficPolicy,
            (withPolicy ?? sorted[0]).At("spec.trafficPolicy"),
            sorted.SelectMany(SubsetsOf).DistinctBy(subset => subset.Name).ToValueList(),
            ExportTo.Of(sorted[0].As<DestinationRule>().ExportTo, sorted[0].Namespace, mesh.DefaultDestinationRuleExportTo))
        {
            HasSelector = sorted.Any(rule => rule.As<DestinationRule>().WorkloadSelector is not null),
        };
    }

    /// <summary>The subset of that name, or null.</summary>
    public SubsetRule? Subset(string name) => Subsets.FirstOrDefault(subset => subset.Name == name);

    static IEnumerable<SubsetRule> SubsetsOf(ConfigObject rule) => rule.As<DestinationRule>().Subsets.Select((subset, index) =>
        new SubsetRule(subset.Name, Labels.Of(subset.Labels), subset.TrafficPolicy, rule.At($"spec.subsets[{index}]")));
}
