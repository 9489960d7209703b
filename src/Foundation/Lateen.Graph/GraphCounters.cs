namespace Lateen.Graph;

/// <summary>What the graph holds and has done: the law of cost is checked with these, never with a clock.</summary>
/// <param name="Nodes">Live nodes: collections, asks and derived values (inputs are always there and not counted).</param>
/// <param name="Edges">Recorded reads.</param>
/// <param name="Recomputed">Derived functions run since the graph was made.</param>
/// <param name="Changed">Of those, how many gave a value that differs from the one before.</param>
/// <param name="Revision">Batches applied.</param>
public sealed record GraphCounters(int Nodes, int Edges, long Recomputed, long Changed, long Revision);
