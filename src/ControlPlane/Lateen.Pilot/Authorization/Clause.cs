namespace Lateen.Pilot.Authorization;

/// <summary>A condition on one attribute of a request: one of the values, and none of the others.</summary>
/// <param name="Key">The attribute, as <c>when</c> names it, or one of <see cref="Attributes"/>.</param>
/// <param name="Values">One of these; empty for no condition.</param>
/// <param name="NotValues">None of these.</param>
readonly record struct Clause(string Key, IReadOnlyList<string> Values, IReadOnlyList<string> NotValues)
{
    public bool IsEmpty => Values.Count == 0 && NotValues.Count == 0;
}
