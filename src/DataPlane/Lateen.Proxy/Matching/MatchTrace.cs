namespace Lateen.Proxy.Matching;

/// <summary>
/// What a matcher looked at and decided, in order. The data path passes none; whoever explains a decision passes one, so that an explanation comes
/// from the code that decides.
/// </summary>
public sealed class MatchTrace
{
    readonly List<MatchStep> steps = [];

    public IReadOnlyList<MatchStep> Steps => steps;

    public void Add(string criterion, string input, string outcome) => steps.Add(new MatchStep(criterion, input, outcome));
}

/// <param name="Criterion">What was compared, such as `destination_port`.</param>
/// <param name="Input">The value that the connection or request has.</param>
/// <param name="Outcome">The branch that was taken, or why there is none.</param>
public readonly record struct MatchStep(string Criterion, string Input, string Outcome);
