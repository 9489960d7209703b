using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Graph;

/// <summary>
/// The only thing that a derived function sees. Every read is recorded as an edge, and only as much as was asked: a key, an
/// index key, or the whole set.
/// </summary>
public interface IGraphReader
{
    /// <summary>A derived value.</summary>
    /// <exception cref="GraphReadException">It failed and never had a good value.</exception>
    /// <exception cref="GraphCycleException">It reads the value being computed.</exception>
    TValue Get<TKey, TValue>(Derived<TKey, TValue> derived, TKey key) where TKey : notnull;

    /// <summary>A single input.</summary>
    TValue Get<TValue>(InputValue<TValue> input);

    /// <summary>One key of a collection. Its absence is recorded as well as its presence.</summary>
    Optional<TValue> Find<TKey, TValue>(Collection<TKey, TValue> collection, TKey key) where TKey : notnull;

    /// <summary>A whole collection; the reader runs again when anything in it changes.</summary>
    ImmutableDictionary<TKey, TValue> All<TKey, TValue>(Collection<TKey, TValue> collection) where TKey : notnull;

    /// <summary>The entries under one index key; empty when there are none.</summary>
    ImmutableDictionary<TKey, TValue> Lookup<TIndexKey, TKey, TValue>(Index<TIndexKey, TKey, TValue> index, TIndexKey key)
        where TIndexKey : notnull where TKey : notnull;

    /// <summary>
    /// Says what a named part of the value was made from, and returns the part. The sources must be objects that this
    /// computation has read, directly or through others: a test holds them against the edges.
    /// </summary>
    TPart Emit<TPart>(string name, TPart part, params ReadOnlySpan<SourceRef> sources);
}
