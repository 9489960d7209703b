using System.Collections.Immutable;

namespace Lateen.Xds.Server;

/// <summary>
/// A small set of resources that all clients share: an agent's secrets, a test's configuration. A view compares what its client
/// subscribed to, which is why large sets belong behind a source that keeps deltas. Safe from any thread.
/// </summary>
public sealed class SharedResources : IXdsSource
{
    readonly Lock gate = new();
    volatile State current = new(0, ImmutableSortedDictionary.Create<(string TypeUrl, string Name), XdsResource>(KeyOrder));
    ImmutableHashSet<View> views = [];

    static IComparer<(string TypeUrl, string Name)> KeyOrder { get; } = Comparer<(string TypeUrl, string Name)>.Create((a, b) =>
        string.CompareOrdinal(a.TypeUrl, b.TypeUrl) is var byType and not 0 ? byType : string.CompareOrdinal(a.Name, b.Name));

    public IEnumerable<XdsResource> Current => current.Resources.Values;

    /// <summary>Adds resources or replaces those of the same type and name, in one revision.</summary>
    public void Set(params IEnumerable<XdsResource> resources) => Edit(set =>
        set.SetItems(resources.Select(resource => KeyValuePair.Create((resource.TypeUrl, resource.Name), resource))));

    public void Remove(string typeUrl, string name) => Edit(set => set.Remove((typeUrl, name)));

    public XdsOpening Open(XdsPeer peer, Action changed)
    {
        lock (gate)
        {
            var view = new View(this, changed);
            views = views.Add(view);
            return XdsOpening.Accept(view);
        }
    }

    void Edit(Func<ImmutableSortedDictionary<(string TypeUrl, string Name), XdsResource>, ImmutableSortedDictionary<(string TypeUrl, string Name), XdsResource>> edit)
    {
        ImmutableHashSet<View> told;
        lock (gate)
        {
            current = new State(current.Revision + 1, edit(current.Resources));
            told = views;
        }

        foreach (View view in told)
            view.Changed();
    }

    void Close(View view)
    {
        lock (gate)
            views = views.Remove(view);
    }

    sealed record State(long Revision, ImmutableSortedDictionary<(string TypeUrl, string Name), XdsResource> Resources);

    sealed class View(SharedResources owner, Action changed) : IXdsView
    {
        readonly HashSet<string> types = [];
        readonly HashSet<(string TypeUrl, string Name)> names = [];
        State pinned = owner.current;

        public Action Changed => changed;

        public string Revision => pinned.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public bool Serves(string typeUrl) => true;

        public void SubscribeAll(string typeUrl) => types.Add(typeUrl);

        public void UnsubscribeAll(string typeUrl) => types.Remove(typeUrl);

        public void Subscribe(string typeUrl, string name) => names.Add((typeUrl, name));

        public void Unsubscribe(string typeUrl, string name) => names.Remove((typeUrl, name));

        public IReadOnlyList<XdsResource> All(string typeUrl) =>
            [.. pinned.Resources.Values.Where(resource => resource.TypeUrl == typeUrl)];

        public XdsResource? Find(string typeUrl, string name) => pinned.Resources.GetValueOrDefault((typeUrl, name));

        public IReadOnlyList<XdsTypeDelta> Advance()
        {
            State before = pinned;
            pinned = owner.current;
            var keys = before.Resources.Keys.Union(pinned.Resources.Keys).Where(key => types.Contains(key.TypeUrl) || names.Contains(key));
            return [.. keys.GroupBy(key => key.TypeUrl).Select(type => Delta(type.Key, type, before)).Where(delta => delta.Changed.Count + delta.Removed.Count > 0)];
        }

        public void Dispose() => owner.Close(this);

        XdsTypeDelta Delta(string typeUrl, IEnumerable<(string TypeUrl, string Name)> keys, State before)
        {
            var changedResources = new List<XdsResource>();
            var removed = new List<string>();
            foreach ((string TypeUrl, string Name) key in keys)
            {
                XdsResource? now = pinned.Resources.GetValueOrDefault(key);
                if (now is null)
                    removed.Add(key.Name);
                else if (!now.Equals(before.Resources.GetValueOrDefault(key)))
                    changedResources.Add(now);
            }

            return new XdsTypeDelta(typeUrl, changedResources, removed);
        }
    }
}
