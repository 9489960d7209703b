namespace Lateen.Netns.Tests;

/// <summary>How a command ended.</summary>
internal sealed record Outcome(int Code, string Output, string Error);
