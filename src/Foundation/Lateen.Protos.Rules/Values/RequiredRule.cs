namespace Lateen.Protos.Rules.Values;

/// <summary>The message must be there.</summary>
sealed class RequiredRule : ValueRule
{
    public override string? Violation(object? value) => value is null ? "value is required" : null;
}
