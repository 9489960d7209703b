using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Protos.Rules.Values;

/// <summary>The duration, when there is one, must be inside a range.</summary>
sealed class DurationRule(ImmutableArray<Bound> bounds) : ValueRule
{
    public const decimal NanosecondsPerSecond = 1_000_000_000m;

    public override string? Violation(object? value)
    {
        if (value is not Duration duration)
            return null;
        decimal nanoseconds = (duration.Seconds * NanosecondsPerSecond) + duration.Nanos;
        return bounds.Select(bound => bound.Violation(nanoseconds)).FirstOrDefault(text => text is not null);
    }
}
