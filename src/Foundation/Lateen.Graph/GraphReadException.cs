namespace Lateen.Graph;

/// <summary>A derived value that was read has failed and never had a good value to fall back on.</summary>
public sealed class GraphReadException(string title, Exception inner) : Exception($"{title} failed: {inner.Message}", inner);
