namespace Lateen.Protos.Rules.Values;

/// <summary>The boolean may only be one of both.</summary>
sealed class ConstantRule(bool wanted) : ValueRule
{
    public override string? Violation(object? value) => value is bool flag && flag != wanted ? $"value must equal {(wanted ? "true" : "false")}" : null;
}
