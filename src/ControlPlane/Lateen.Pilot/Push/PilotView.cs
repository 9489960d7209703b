using Lateen.Graph;
using Lateen.Pilot.Mesh;
using Lateen.Pilot.Proxies;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Push;

/// <summary>One client's resources. What it was shown stays what it is shown until <see cref="Advance"/>.</summary>
sealed class PilotView : IXdsView
{
    readonly PilotSource source;
    readonly ProxyNode node;
    readonly Observer<ProxyAspects> observer;
    readonly Dictionary<string, SetSubscription> sets = [];
    readonly Dictionary<string, NamedSubscriptions> named = [];
    ProxyAspects aspects;
    bool closed;

    public PilotView(PilotSource source, ProxyNode node)
    {
        this.source = source;
        this.node = node;
        observer = source.Mesh.Observe(node);
        aspects = observer.Value;
        Revision = source.Revision;
    }

    public string Revision { get; private set; }

    public bool Serves(string typeUrl) => source.Mesh.GeneratorOf(typeUrl, node.Type) is not null;

    public void SubscribeAll(string typeUrl)
    {
        lock (source.Gate)
            Set(typeUrl);
    }

    public void UnsubscribeAll(string typeUrl)
    {
        lock (source.Gate)
        {
            if (sets.Remove(typeUrl, out var set))
                set.Dispose();
        }
    }

    public void Subscribe(string typeUrl, string name)
    {
        lock (source.Gate)
            Names(typeUrl)?.Add(aspects, name);
    }

    public void Unsubscribe(string typeUrl, string name)
    {
        lock (source.Gate)
        {
            if (named.TryGetValue(typeUrl, out var names))
                names.Remove(name);
        }
    }

    public IReadOnlyList<XdsResource> All(string typeUrl)
    {
        lock (source.Gate)
            return Set(typeUrl)?.InOrder() ?? [];
    }

    public XdsResource? Find(string typeUrl, string name)
    {
        lock (source.Gate)
            return Set(typeUrl) is { } set ? set.Find(name) : Names(typeUrl)?.Find(aspects, name);
    }

    public IReadOnlyList<XdsTypeDelta> Advance()
    {
        lock (source.Gate)
        {
            Revision = source.Revision;
            aspects = observer.Value;
            var deltas = sets.Values.Select(set => set.Advance(aspects)).Concat(named.Values.Select(names => names.Advance(aspects)));
            return [.. deltas.Where(delta => delta is not null).Select(delta => delta!).OrderBy(delta => XdsTypes.Rank(delta.TypeUrl))];
        }
    }

    public void Dispose()
    {
        lock (source.Gate)
        {
            if (closed)
                return;
            closed = true;
            source.Close(this);
            foreach (var set in sets.Values)
                set.Dispose();
            foreach (var names in named.Values)
                names.Dispose();
            observer.Dispose();
        }
    }

    SetSubscription? Set(string typeUrl)
    {
        if (sets.TryGetValue(typeUrl, out var set))
            return set;
        if (source.Mesh.GeneratorOf(typeUrl, node.Type) is not ISetGenerator generator)
            return null;
        sets.Add(typeUrl, set = new SetSubscription(source.Mesh.Graph, generator, aspects));
        return set;
    }

    NamedSubscriptions? Names(string typeUrl)
    {
        if (named.TryGetValue(typeUrl, out var names))
            return names;
        if (source.Mesh.GeneratorOf(typeUrl, node.Type) is not INamedGenerator generator)
            return null;
        named.Add(typeUrl, names = new NamedSubscriptions(source.Mesh.Graph, generator));
        return names;
    }
}
