using Lateen.Core;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Rules;

/// <summary>The DestinationRules that select a workload, by host.</summary>
/// <param name="Sets">One for each host, most specific first.</param>
public sealed record DestinationRuleIndex(ValueList<DestinationRuleSet> Sets)
{
    /// <summary>The most specific rules for a service's host, or null.</summary>
    public DestinationRuleSet? Find(Hostname host) => Sets.FirstOrDefault(set => host.SubsetOf(set.Host));
}
