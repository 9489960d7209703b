using Lateen.Core;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Rules;

/// <summary>The DestinationRules of one namespace by host.</summary>
/// <param name="Sets">One for each host, most specific first.</param>
public sealed record DestinationRuleIndex(ValueList<DestinationRuleSet> Sets)
{
    /// <summary>No rules.</summary>
    public static readonly DestinationRuleIndex Empty = new([]);

    /// <summary>The most specific rules for a service's host that satisfy the condition.</summary>
    public DestinationRuleSet? Find(Hostname host, Func<DestinationRuleSet, bool> condition)
    {
        foreach (var set in Sets)
        {
            if (host.SubsetOf(set.Host) && condition(set))
                return set;
        }

        return null;
    }
}
