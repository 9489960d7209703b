using System.Collections.Immutable;

namespace Lateen.Config.Stores;

/// <summary>The current snapshot of a store and those who follow it. Publishing and subscribing exclude each other, so nobody misses a batch or sees one twice.</summary>
sealed class ConfigFeed
{
    readonly Lock gate = new();
    ImmutableArray<Action<ConfigBatch>> followers = [];
    volatile ConfigSnapshot current = ConfigSnapshot.Empty;

    public ConfigSnapshot Current => current;

    public IDisposable Subscribe(Action<ConfigBatch> onBatch)
    {
        lock (gate)
        {
            followers = followers.Add(onBatch);
            onBatch(new ConfigBatch(current.ChangesSince(ConfigSnapshot.Empty), current));
        }

        return new Subscription(this, onBatch);
    }

    /// <summary>Replaces the snapshot by what <paramref name="change"/> makes of it; the same snapshot means that nothing changed.</summary>
    public void Publish(Func<ConfigSnapshot, ConfigSnapshot> change)
    {
        lock (gate)
        {
            var (old, next) = (current, change(current));
            if (ReferenceEquals(old, next))
                return;
            current = next;
            var batch = new ConfigBatch(next.ChangesSince(old), next);
            foreach (var follower in followers)
                follower(batch);
        }
    }

    void Remove(Action<ConfigBatch> onBatch)
    {
        lock (gate)
            followers = followers.Remove(onBatch);
    }

    sealed class Subscription(ConfigFeed feed, Action<ConfigBatch> onBatch) : IDisposable
    {
        public void Dispose() => feed.Remove(onBatch);
    }
}
