using System.Collections.Immutable;
using Google.Protobuf.Reflection;

namespace Lateen.Protos.Rules;

/// <summary>What is to be done about one field.</summary>
sealed record FieldPlan
{
    public required FieldDescriptor Field { get; init; }

    /// <summary>Rules for the value, or for the list or map as a whole.</summary>
    public ImmutableArray<ValueRule> Rules { get; init; } = [];

    /// <summary>Rules for each element of a list, each value of a map.</summary>
    public ImmutableArray<ValueRule> Elements { get; init; } = [];

    /// <summary>Rules for each key of a map.</summary>
    public ImmutableArray<ValueRule> Keys { get; init; } = [];

    /// <summary>Whether there may be messages inside to look at.</summary>
    public bool Descends { get; init; }
}
