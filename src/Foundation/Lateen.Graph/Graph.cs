using System.Collections.Immutable;

namespace Lateen.Graph;

/// <summary>
/// Memoised computations that record what they read. A batch of input changes makes a revision: dirty values are recomputed
/// in order of height, a value equal to the old one stops the wave, and what nobody observes is dropped.
/// </summary>
/// <remarks>
/// <see cref="Commit"/> and the Observe methods are serialised by the graph. Readers that pin a revision take no lock and see
/// that revision while the next one is computed; a third is not begun before they let go, so at most two are alive.
/// </remarks>
public sealed class Graph
{
    readonly Lock evaluating = new();
    readonly NodeQueue queue = new();
    readonly HashSet<Node> maybeUnused = [];
    readonly List<IRevisionListener> changedThisRevision = [];
    readonly Dictionary<long, int> pins = [];
    readonly int parallelism;
    long recomputed;
    long changed;
    int nodes;

    /// <param name="parallelism">How many threads may compute dirty values of one height at a time; at least 1.</param>
    public Graph(int parallelism = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        this.parallelism = parallelism;
    }

    /// <summary>The number of batches applied.</summary>
    public long Revision { get; private set; }

    /// <summary>What the graph holds and has done.</summary>
    public GraphCounters Counters
    {
        get
        {
            lock (Structure)
                return new GraphCounters(nodes, EdgeCount, Interlocked.Read(ref recomputed), Interlocked.Read(ref changed), Revision);
        }
    }

    /// <summary>The derived values whose function threw the last time it ran.</summary>
    public ImmutableArray<GraphError> Errors
    {
        get
        {
            lock (Structure)
                return [.. FailedNodes.Values];
        }
    }

    /// <summary>Guards edges, heights, states and the queue. Never held while a derived function runs.</summary>
    internal object Structure { get; } = new();

    /// <summary>The revision being computed, or the current one: the stamp of values that are final.</summary>
    internal long Stabilisation { get; private set; }

    internal int EdgeCount { get; set; }

    internal Dictionary<Node, GraphError> FailedNodes { get; } = [];

    /// <summary>Makes an empty input collection.</summary>
    /// <param name="name">What people read in errors.</param>
    /// <param name="equality">When a new value counts as unchanged; the type's own equality by default.</param>
    public InputCollection<TKey, TValue> Input<TKey, TValue>(string name, IEqualityComparer<TValue>? equality = null) where TKey : notnull =>
        new(this, name, equality ?? EqualityComparer<TValue>.Default);

    /// <summary>Makes a single input with its first value.</summary>
    public InputValue<TValue> Value<TValue>(string name, TValue initial, IEqualityComparer<TValue>? equality = null) =>
        new(this, name, initial, equality ?? EqualityComparer<TValue>.Default);

    /// <summary>
    /// Makes a family of derived values, one per key that is asked for. The function may read nothing but its reader and key:
    /// no clock, no ambient state, no I/O.
    /// </summary>
    public Derived<TKey, TValue> Derive<TKey, TValue>(
        string name, Func<IGraphReader, TKey, TValue> compute, IEqualityComparer<TValue>? equality = null) where TKey : notnull =>
        new(this, name, compute, equality ?? EqualityComparer<TValue>.Default);

    /// <summary>
    /// Applies a batch of input changes as one revision and brings everything observed up to date. Returns the revision.
    /// A batch that changes nothing makes no revision.
    /// </summary>
    public long Commit(Action<Batch> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var batch = new Batch(this);
        fill(batch);
        lock (evaluating)
        {
            WaitForOlderPins();
            lock (Structure)
            {
                Stabilisation = Revision + 1;
                foreach (var listener in changedThisRevision)
                    listener.Trim();
                changedThisRevision.Clear();
                if (!batch.Apply())
                {
                    Stabilisation = Revision;
                    return Revision;
                }
            }

            Stabilise();
            lock (Structure)
            {
                Revision = Stabilisation;
                foreach (var listener in changedThisRevision)
                    listener.Committed(Revision);
                DropUnused();
            }

            return Revision;
        }
    }

    /// <summary>Keeps a derived value alive and up to date, and computes it now.</summary>
    public Observer<TValue> Observe<TKey, TValue>(Derived<TKey, TValue> derived, TKey key) where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(derived);
        return Observe(() => derived.NodeOf(key), node => new Observer<TValue>(this, node));
    }

    /// <summary>Keeps a collection alive and up to date, and collects what changes in it.</summary>
    public CollectionObserver<TKey, TValue> Observe<TKey, TValue>(Collection<TKey, TValue> collection) where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(collection);
        return Observe(() => collection.Node, node => new CollectionObserver<TKey, TValue>(this, node));
    }

    /// <summary>Pins the current revision. Dispose the snapshot soon: the revision after next waits for it.</summary>
    public GraphSnapshot Pin()
    {
        lock (Structure)
        {
            pins[Revision] = pins.GetValueOrDefault(Revision) + 1;
            return new GraphSnapshot(this, Revision);
        }
    }

    internal void Unpin(long revision)
    {
        lock (Structure)
        {
            if (--pins[revision] == 0)
                pins.Remove(revision);
            Monitor.PulseAll(Structure);
        }
    }

    internal void Release(Node node)
    {
        lock (evaluating)
            lock (Structure)
            {
                node.ObserverCount--;
                MaybeUnused(node);
                DropUnused();
            }
    }

    internal void Enqueue(Node node)
    {
        if (node.State is not (NodeState.Clean or NodeState.New))
            return;
        node.State = NodeState.Queued;
        queue.Add(node);
    }

    internal void MaybeUnused(Node node) => maybeUnused.Add(node);

    internal void Created(Node node)
    {
        nodes++;
        MaybeUnused(node);
    }

    internal void ChangedNow(IRevisionListener listener) => changedThisRevision.Add(listener);

    internal void CountRecomputed() => Interlocked.Increment(ref recomputed);

    internal void CountChanged() => Interlocked.Increment(ref changed);

    TObserver Observe<TNode, TObserver>(Func<TNode> find, Func<TNode, TObserver> make) where TNode : Node
    {
        lock (evaluating)
        {
            TNode node;
            lock (Structure)
            {
                node = find();
                node.ObserverCount++;
            }

            new Evaluation(this, int.MaxValue).Ensure(node);
            lock (Structure)
            {
                DropUnused();
                return make(node);
            }
        }
    }

    void WaitForOlderPins()
    {
        lock (Structure)
            while (pins.Keys.Any(revision => revision < Revision))
                Monitor.Wait(Structure);
    }

    void Stabilise()
    {
        while (true)
        {
            List<Node> level;
            int height;
            lock (Structure)
                level = queue.TakeLowest(out height);
            if (level.Count == 0)
                return;
            if (parallelism == 1 || level.Count == 1)
                level.ForEach(node => new Evaluation(this, height).Compute(node));
            else
                Parallel.ForEach(level, new ParallelOptions { MaxDegreeOfParallelism = parallelism },
                    node => new Evaluation(this, height).Compute(node));
        }
    }

    void DropUnused()
    {
        while (maybeUnused.Count > 0)
        {
            var node = maybeUnused.First();
            maybeUnused.Remove(node);
            if (node.IsNeeded || node.State is NodeState.Dropped)
                continue;
            nodes--;
            node.State = NodeState.Dropped;
            node.ReplaceDependencies([]);
            FailedNodes.Remove(node);
            node.Drop();
        }
    }
}
