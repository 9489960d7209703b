namespace Lateen.Graph;

/// <summary>
/// Collections made on demand, one per key: a scope's clusters, a port's routes. A member that nobody needs is forgotten.
/// </summary>
/// <param name="graph">The graph that the members belong to.</param>
/// <param name="make">Describes a member with the operators of <see cref="Collection{TKey,TValue}"/>.</param>
public sealed class CollectionFamily<TFamilyKey, TKey, TValue>(Graph graph, Func<TFamilyKey, Collection<TKey, TValue>> make)
    where TFamilyKey : notnull where TKey : notnull
{
    readonly Dictionary<TFamilyKey, Collection<TKey, TValue>> members = [];

    /// <summary>How many members are known.</summary>
    public int LiveCount
    {
        get
        {
            lock (graph.Structure)
                return members.Count;
        }
    }

    /// <summary>The member for a key. Asking makes it known; only reading or observing it costs anything.</summary>
    public Collection<TKey, TValue> this[TFamilyKey key]
    {
        get
        {
            lock (graph.Structure)
            {
                if (!members.TryGetValue(key, out var member))
                {
                    members.Add(key, member = make(key));
                    member.Node.Dropped = () => members.Remove(key);
                }

                return member;
            }
        }
    }
}
