using System.Collections.Immutable;
using System.Globalization;

namespace Lateen.Protos.Rules.Values;

/// <summary>The number must be inside a range.</summary>
sealed class NumberRule(ImmutableArray<Bound> bounds, bool ignoreEmpty) : ValueRule
{
    // What decimal cannot hold is beyond every limit that a rule names.
    const double DecimalRange = 7e28;

    public override string? Violation(object? value)
    {
        if (value is null)
            return null;
        if (value is double or float && double.IsNaN(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
            return "value must be a number";
        decimal number = ToDecimal(value);
        return ignoreEmpty && number == 0 ? null : bounds.Select(bound => bound.Violation(number)).FirstOrDefault(text => text is not null);
    }

    static decimal ToDecimal(object value) => value is double or float
        ? (decimal)Math.Clamp(Convert.ToDouble(value, CultureInfo.InvariantCulture), -DecimalRange, DecimalRange)
        : Convert.ToDecimal(value, CultureInfo.InvariantCulture);
}
