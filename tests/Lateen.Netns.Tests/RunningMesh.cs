namespace Lateen.Netns.Tests;

/// <summary>A mesh that <c>lateen up</c> runs.</summary>
/// <param name="Counting">Completes when all is ready and traffic is counted.</param>
/// <param name="Ended">Completes when it has ended, with what it said.</param>
internal sealed record RunningMesh(Task Counting, Task<Outcome> Ended);
