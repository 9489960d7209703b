namespace Lateen.Graph;

/// <summary>
/// A node that runs a user's function: its reads become edges, its failure keeps the last good value, and what it says of its
/// parts is kept beside the value.
/// </summary>
abstract class Computation<TValue>(Graph graph, IEqualityComparer<TValue> equality) : Node(graph), IRevisionListener
{
    readonly Versioned<Optional<TValue>> value = new(Optional<TValue>.None);
    Exception? failure;

    internal IReadOnlyList<Attribution> Attributions { get; private set; } = [];

    /// <summary>The last good value, or none if the function has never succeeded.</summary>
    internal Optional<TValue> Current => value.Current;

    internal Optional<TValue> At(long revision) => value.At(revision);

    /// <summary>The last good value.</summary>
    /// <exception cref="GraphReadException">The function has never succeeded.</exception>
    internal TValue Read() => Current.HasValue ? Current.Value : throw new GraphReadException(Title, failure!);

    internal sealed override bool Recompute(Evaluation evaluation)
    {
        Graph.CountRecomputed();
        var reader = new Reader(evaluation);
        var result = Optional<TValue>.None;
        Exception? thrown = null;
        try
        {
            result = Run(reader);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StackOverflowException))
        {
            thrown = e;
        }

        lock (Graph.Structure)
        {
            ReplaceDependencies(Inherent(reader.Read));
            return thrown is null ? Succeed(result.Value, reader.Attributions) : Fail(thrown);
        }
    }

    internal override void MarkDependents()
    {
        base.MarkDependents();
        Graph.ChangedNow(this);
    }

    void IRevisionListener.Committed(long revision) { }

    void IRevisionListener.Trim() => value.Trim();

    /// <summary>Runs the function.</summary>
    protected abstract TValue Run(IGraphReader reader);

    /// <summary>Adds what the node depends on besides what its function read.</summary>
    protected virtual HashSet<Node> Inherent(HashSet<Node> read) => read;

    bool Succeed(TValue result, IReadOnlyList<Attribution> attributions)
    {
        failure = null;
        Graph.FailedNodes.Remove(this);
        Attributions = attributions;
        if (Current.HasValue && equality.Equals(Current.Value, result))
            return false;
        value.Set(result, Graph.Stabilisation);
        Graph.CountChanged();
        return true;
    }

    bool Fail(Exception thrown)
    {
        failure = thrown;
        Graph.FailedNodes[this] = new GraphError(Title, thrown, Current.HasValue);
        return false;
    }
}
