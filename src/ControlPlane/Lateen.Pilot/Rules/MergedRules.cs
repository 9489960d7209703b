using Lateen.Pilot.Values;

namespace Lateen.Pilot.Rules;

/// <summary>The HTTP rules of a VirtualService with those of its delegates in their places.</summary>
/// <param name="Rules">In order.</param>
public sealed record MergedRules(ValueList<MergedRule> Rules)
{
    internal MergedRules(IEnumerable<MergedRule> rules) : this(rules.ToValueList())
    {
    }
}
