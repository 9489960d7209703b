namespace Lateen.Protos.Rules;

/// <summary>One rule for values of one kind.</summary>
abstract class ValueRule
{
    /// <summary>Null when the value keeps the rule, otherwise what it would have to be.</summary>
    /// <param name="value">As protobuf's reflection gives it: null is a message that is not set.</param>
    public abstract string? Violation(object? value);
}
