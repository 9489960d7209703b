using System.Collections.Immutable;

namespace Lateen.Config.Stores;

/// <summary>Several stores as one. Where two have the same object, that of the higher store counts, silently.</summary>
public sealed class LayeredConfigStore : IConfigStore, IDisposable
{
    readonly ConfigFeed feed = new();
    readonly ConfigSnapshot[] layers;
    readonly IDisposable[] subscriptions;

    /// <summary>Combines stores, the highest first.</summary>
    public LayeredConfigStore(params IReadOnlyList<IConfigStore> highestFirst)
    {
        layers = [.. highestFirst.Select(_ => ConfigSnapshot.Empty)];
        subscriptions = [.. highestFirst.Select((store, index) => store.Subscribe(batch => Take(index, batch)))];
    }

    /// <inheritdoc/>
    public ConfigSnapshot Current => feed.Current;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<ConfigBatch> onBatch) => feed.Subscribe(onBatch);

    void Take(int layer, ConfigBatch batch) => feed.Publish(old =>
    {
        layers[layer] = batch.Snapshot;
        var objects = old.Objects.ToBuilder();
        foreach (var change in batch.Changes)
        {
            if (layers.Select(snapshot => snapshot.Objects.GetValueOrDefault(change.Ref)).FirstOrDefault(found => found is not null) is { } top)
                objects[change.Ref] = top;
            else
                objects.Remove(change.Ref);
        }

        return new ConfigSnapshot(old.Revision + 1, objects.ToImmutable(), SourceMap.Layered(layers.Select(snapshot => snapshot.Sources)),
            [.. layers.SelectMany(snapshot => snapshot.Diagnostics).Order()]);
    });

    /// <summary>Ends following the stores, which stay alive.</summary>
    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }
}
