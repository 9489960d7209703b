namespace Lateen.Protos.Rules.Values;

/// <summary>A <see cref="StringRule"/> for a text that may be missing, where it stands for nothing.</summary>
sealed class TextRule(StringRule rule) : ValueRule
{
    public override string? Violation(object? value) => value is string text ? rule.Violation(text) : null;
}
