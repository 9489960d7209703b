using System.Collections;

namespace Lateen.Protos.Rules.Values;

/// <summary>The list or map must have so many elements, perhaps all different.</summary>
sealed class ListRule(int? least, int? most, bool unique) : ValueRule
{
    public override string? Violation(object? value) => value is not ICollection list ? null
        : list.Count < least ? $"value must contain at least {least} item(s)"
        : list.Count > most ? $"value must contain no more than {most} item(s)"
        : unique && list.Cast<object>().Distinct().Count() < list.Count ? "repeated value must contain unique items" : null;
}
