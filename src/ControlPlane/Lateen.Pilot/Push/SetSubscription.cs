using System.Collections.Immutable;
using Lateen.Graph;
using Lateen.Pilot.Mesh;
using Lateen.Pilot.Proxies;
using Lateen.Xds;
using Lateen.Xds.Server;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Push;

/// <summary>A client's subscription to all resources of a type.</summary>
sealed class SetSubscription : IDisposable
{
    readonly DependencyGraph graph;
    readonly ISetGenerator generator;
    ProxyAspects aspects;
    CollectionObserver<string, RankedResource> observer;
    ImmutableDictionary<string, RankedResource> shown;

    public SetSubscription(DependencyGraph graph, ISetGenerator generator, ProxyAspects aspects)
    {
        this.graph = graph;
        this.generator = generator;
        this.aspects = aspects;
        observer = graph.Observe(generator.SetFor(aspects));
        shown = observer.Entries;
    }

    public XdsResource? Find(string name) => shown.GetValueOrDefault(name)?.Resource;

    public IReadOnlyList<XdsResource> InOrder() =>
        [.. shown.Values.OrderBy(entry => entry.Rank).ThenBy(entry => entry.Resource.Name, StringComparer.Ordinal).Select(entry => entry.Resource)];

    public XdsTypeDelta? Advance(ProxyAspects now)
    {
        var changes = now.Equals(aspects) ? observer.TakeChanges() : Move(now);
        shown = observer.Entries;
        XdsResource[] changed =
        [
            .. changes.Where(change => change.New.HasValue && !(change.Old.HasValue && change.Old.Value.Resource.Equals(change.New.Value.Resource)))
                .OrderBy(change => change.New.Value.Rank).Select(change => change.New.Value.Resource),
        ];
        string[] removed = [.. changes.Where(change => !change.New.HasValue).Select(change => change.Key).Order(StringComparer.Ordinal)];
        return changed.Length + removed.Length == 0 ? null : new XdsTypeDelta(generator.TypeUrl, changed, removed);
    }

    public void Dispose() => observer.Dispose();

    /// <summary>The client is another one to us (its labels or services changed): only here are two whole sets compared.</summary>
    ImmutableArray<Change<string, RankedResource>> Move(ProxyAspects now)
    {
        var old = observer;
        observer = graph.Observe(generator.SetFor(now));
        old.Dispose();
        aspects = now;
        var entries = observer.Entries;
        var gone = shown.Where(entry => !entries.ContainsKey(entry.Key))
            .Select(entry => new Change<string, RankedResource>(entry.Key, entry.Value, default));
        var present = entries.Select(entry => new Change<string, RankedResource>(
            entry.Key, shown.TryGetValue(entry.Key, out var before) ? before : Optional<RankedResource>.None, entry.Value));
        return [.. gone, .. present];
    }
}
