namespace Lateen.Graph;

/// <summary>A derived value reads itself. The message names the path in reading order.</summary>
public sealed class GraphCycleException : Exception
{
    internal GraphCycleException(IEnumerable<string> path) : base($"a derived value reads itself: {string.Join(" -> ", path)}") { }
}
