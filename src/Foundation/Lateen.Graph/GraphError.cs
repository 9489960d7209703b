namespace Lateen.Graph;

/// <summary>A derived value whose function threw. Its readers see the last good value, if there was one.</summary>
/// <param name="Node">The value's name and key.</param>
/// <param name="Exception">What the function threw.</param>
/// <param name="HasLastGood">Whether readers still get a value.</param>
public sealed record GraphError(string Node, Exception Exception, bool HasLastGood);
