using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Config.Stores;

/// <summary>A store that a program fills: tests, tools and sources that keep no files.</summary>
public sealed class MemoryConfigStore : IConfigStore
{
    readonly ConfigFeed feed = new();

    /// <inheritdoc/>
    public ConfigSnapshot Current => feed.Current;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<ConfigBatch> onBatch) => feed.Subscribe(onBatch);

    /// <summary>Adds or replaces objects and removes others, as one batch. Objects equal to the present ones are no change.</summary>
    public void Apply(IEnumerable<ConfigObject> set, IEnumerable<ObjectRef>? remove = null) => feed.Publish(old =>
    {
        var objects = old.Objects.ToBuilder();
        foreach (var gone in remove ?? [])
            objects.Remove(gone);
        foreach (var item in set)
        {
            if (!item.Equals(objects.GetValueOrDefault(item.Ref)))
                objects[item.Ref] = item;
        }

        var next = objects.ToImmutable();
        return ReferenceEquals(next, old.Objects) ? old : new ConfigSnapshot(old.Revision + 1, next, old.Sources, old.Diagnostics);
    });

    /// <summary>Replaces everything by what a reader read, with its lines and diagnostics, as one batch.</summary>
    public void Replace(Reading.ReadResult result) => feed.Publish(old => new ConfigSnapshot(
        old.Revision + 1, Keep(old, result.Objects), result.Sources, result.Diagnostics));

    /// <summary>Keeps the instance of every object that still says the same.</summary>
    static ImmutableSortedDictionary<ObjectRef, ConfigObject> Keep(ConfigSnapshot old, ImmutableArray<ConfigObject> objects) => objects
        .ToImmutableSortedDictionary(item => item.Ref, item => item.Equals(old.Objects.GetValueOrDefault(item.Ref)) ? old.Objects[item.Ref] : item);
}
