namespace Lateen.Protos.Rules.Values;

/// <summary>One end of a range.</summary>
/// <param name="Name">As the rule names it: gt, gte, lt, lte.</param>
/// <param name="Limit">Nanoseconds for a duration.</param>
/// <param name="Text">The limit for people.</param>
readonly record struct Bound(string Name, decimal Limit, string Text)
{
    public string? Violation(decimal value) => Name switch
    {
        "gt" when value <= Limit => $"value must be greater than {Text}",
        "gte" when value < Limit => $"value must be greater than or equal to {Text}",
        "lt" when value >= Limit => $"value must be less than {Text}",
        "lte" when value > Limit => $"value must be less than or equal to {Text}",
        _ => null,
    };
}
