using System.Globalization;
using Grpc.Core;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Mesh;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Values;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Push;

/// <summary>
/// What the xDS server serves: follows a store of objects, gathers its changes, and gives each client a view of the resources generated from them.
/// </summary>
public sealed class PilotSource : IXdsSource, IDisposable
{
    readonly Lock gate = new();
    readonly MeshGraph mesh = new();
    readonly Dictionary<ObjectRef, ConfigChange> gathered = [];
    readonly Dictionary<PilotView, Action> clients = [];
    readonly Debounce debounce;
    readonly TimeProvider time;
    readonly long start;
    readonly string startText;
    readonly ITimer timer;
    readonly IDisposable subscription;
    readonly Observer<ValueList<KeySetSource>> keySets;
    long pushes;

    /// <summary>Follows <paramref name="store"/> from now on; what it holds already is served at once.</summary>
    /// <param name="store">The objects.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How long changes are gathered; as for a local mesh when not said.</param>
    public PilotSource(IConfigStore store, TimeProvider time, PushOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        this.time = time;
        debounce = new Debounce(options ?? PushOptions.Local);
        start = time.GetTimestamp();
        startText = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        keySets = mesh.ObserveKeySets();
        subscription = store.Subscribe(Gather);
        Push();
    }

    /// <summary>Is called after each push with what it cost.</summary>
    public event Action<PushReport>? Pushed;

    /// <summary>Version of everything served: when this source began, and how many pushes there have been.</summary>
    public string Revision => $"{startText}/{Interlocked.Read(ref pushes)}";

    /// <summary>Whose key sets policies want. They are asked for with every push; who gets one says so to <see cref="Learn"/>.</summary>
    public IReadOnlyList<KeySetSource> WantedKeySets
    {
        get
        {
            lock (gate)
                return [.. keySets.Value];
        }
    }

    /// <summary>A key set has come: proxies get it if it is another than before.</summary>
    public void Learn(KeySetSource source, string keySet)
    {
        lock (gate)
        {
            var before = mesh.Graph.Counters;
            mesh.SetKeySet(source, keySet);
            Announce(0, before);
        }
    }

    internal MeshGraph Mesh => mesh;

    internal Lock Gate => gate;

    /// <inheritdoc/>
    public XdsOpening Open(XdsPeer peer, Action changed)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (!ProxyNode.TryRead(peer.Node, out var node, out var error))
            return XdsOpening.Refuse(StatusCode.InvalidArgument, error);
        lock (gate)
        {
            var view = new PilotView(this, node.Proven(peer.Identities));
            clients.Add(view, changed);
            return XdsOpening.Accept(view);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        subscription.Dispose();
        keySets.Dispose();
        timer.Dispose();
    }

    internal void Close(PilotView view) => clients.Remove(view);

    TimeSpan Now => time.GetElapsedTime(start);

    void Gather(ConfigBatch batch)
    {
        lock (gate)
        {
            foreach (var change in batch.Changes)
                gathered[change.Ref] = change;
            if (batch.Changes.Length > 0)
                Schedule(debounce.Changed(Now));
        }
    }

    void OnTimer()
    {
        lock (gate)
            Schedule(debounce.Ask(Now));
    }

    void Schedule(TimeSpan? wait)
    {
        if (wait == TimeSpan.Zero)
            Push();
        else if (wait is { } later)
            timer.Change(later, Timeout.InfiniteTimeSpan);
    }

    void Push()
    {
        lock (gate)
        {
            var before = mesh.Graph.Counters;
            mesh.Commit(gathered.Values);
            var objects = gathered.Count;
            gathered.Clear();
            debounce.Pushed();
            Announce(objects, before);
        }
    }

    void Announce(int objects, GraphCounters before)
    {
        var after = mesh.Graph.Counters;
        if (after.Revision == before.Revision && pushes > 0)
            return;
        Interlocked.Increment(ref pushes);
        foreach (var changed in clients.Values)
            changed();
        Pushed?.Invoke(new PushReport(Revision, objects, after.Recomputed - before.Recomputed, clients.Count, mesh.Graph.Errors));
    }
}
