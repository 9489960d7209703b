using System.Collections.Frozen;
using System.Globalization;
using Google.Protobuf.Reflection;

namespace Lateen.Protos.Rules.Values;

/// <summary>The number must have a name, and not be one of those that are refused.</summary>
sealed class EnumRule(EnumDescriptor names, bool definedOnly, FrozenSet<int> refused) : ValueRule
{
    public override string? Violation(object? value)
    {
        if (value is null)
            return null;
        int number = Convert.ToInt32(value, CultureInfo.InvariantCulture);
        if (definedOnly && names.FindValueByNumber(number) is null)
            return "value must be one of the defined enum values";
        return refused.Contains(number) ? $"value must not be {names.FindValueByNumber(number)?.Name ?? number.ToString(CultureInfo.InvariantCulture)}" : null;
    }
}
