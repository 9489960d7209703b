namespace Lateen.Protos.Rules;

/// <summary>A field that breaks a rule of its message.</summary>
/// <param name="Path">From the message that was checked: <c>load_assignment.endpoints[2].priority</c>; a oneof by its own name.</param>
/// <param name="Rule">What the value would have to be, in the words of Envoy's own refusals.</param>
public readonly record struct RuleViolation(string Path, string Rule)
{
    /// <inheritdoc />
    public override string ToString() => Path.Length == 0 ? Rule : $"{Path}: {Rule}";
}
