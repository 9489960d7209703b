using Lateen.Graph;
using Lateen.Pilot.Mesh;
using Lateen.Pilot.Proxies;
using Lateen.Xds;
using Lateen.Xds.Server;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Push;

/// <summary>A client's subscriptions to single resources of a type.</summary>
sealed class NamedSubscriptions(DependencyGraph graph, INamedGenerator generator) : IDisposable
{
    readonly Dictionary<string, (Observer<XdsResource?> Observer, XdsResource? Shown)> names = new(StringComparer.Ordinal);
    ProxyAspects? aspects;

    public void Add(ProxyAspects now, string name)
    {
        aspects ??= now;
        if (names.ContainsKey(name))
            return;
        var observer = generator.Observe(graph, aspects, name);
        names.Add(name, (observer, observer.Value));
    }

    public void Remove(string name)
    {
        if (names.Remove(name, out var entry))
            entry.Observer.Dispose();
    }

    /// <summary>A subscribed name as it was shown; any other as it is now.</summary>
    public XdsResource? Find(ProxyAspects now, string name)
    {
        if (names.TryGetValue(name, out var entry))
            return entry.Shown;
        using var once = generator.Observe(graph, now, name);
        return once.Value;
    }

    public XdsTypeDelta? Advance(ProxyAspects now)
    {
        if (aspects is not null && !aspects.Equals(now))
            Move(now);
        List<XdsResource> changed = [];
        List<string> removed = [];
        foreach (var (name, (observer, shown)) in names)
        {
            var value = observer.Value;
            if (Equals(value, shown))
                continue;
            names[name] = (observer, value);
            if (value is null)
                removed.Add(name);
            else
                changed.Add(value);
        }

        return changed.Count + removed.Count == 0 ? null : new XdsTypeDelta(generator.TypeUrl, changed, removed);
    }

    public void Dispose()
    {
        foreach (var (observer, _) in names.Values)
            observer.Dispose();
        names.Clear();
    }

    void Move(ProxyAspects now)
    {
        aspects = now;
        foreach (var (name, (old, shown)) in names.ToArray())
        {
            names[name] = (generator.Observe(graph, now, name), shown);
            old.Dispose();
        }
    }
}
