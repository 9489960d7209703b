using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Lateen.Core;

/// <summary>
/// Labels of an object, or a selector by equality. Immutable, compared by content, enumerated in ordinal order of the keys.
/// </summary>
public sealed class Labels : IReadOnlyDictionary<string, string>, IEquatable<Labels>
{
    /// <summary>No labels. As a selector it selects everything.</summary>
    public static readonly Labels Empty = new([]);

    readonly KeyValuePair<string, string>[] entries;
    readonly int hash;

    Labels(KeyValuePair<string, string>[] sorted)
    {
        entries = sorted;
        var code = new HashCode();
        foreach (var (key, value) in sorted)
        {
            code.Add(key);
            code.Add(value);
        }

        hash = code.ToHashCode();
    }

    /// <summary>The labels of a mapping; null is no labels.</summary>
    public static Labels Of(IEnumerable<KeyValuePair<string, string>>? labels)
    {
        if (labels is null)
            return Empty;
        if (labels is Labels same)
            return same;
        KeyValuePair<string, string>[] sorted = [.. labels];
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return sorted.Length == 0 ? Empty : new Labels(sorted);
    }

    /// <summary>The labels given as pairs.</summary>
    public static Labels Of(params ReadOnlySpan<(string Key, string Value)> labels)
    {
        var pairs = new KeyValuePair<string, string>[labels.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(labels[i].Key, labels[i].Value);
        return Of(pairs);
    }

    /// <summary>Whether these labels, as a selector, select an object with the labels given: each is there with the same value.</summary>
    public bool Select(Labels other)
    {
        var at = 0;
        foreach (var (key, value) in entries)
        {
            while (at < other.entries.Length && string.CompareOrdinal(other.entries[at].Key, key) < 0)
                at++;
            if (at == other.entries.Length || other.entries[at].Key != key || other.entries[at].Value != value)
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public int Count => entries.Length;

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">There is no such label.</exception>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no label {key}.");

    /// <summary>The label's value, or the one given when there is none.</summary>
    public string Get(string key, string otherwise = "") => TryGetValue(key, out var value) ? value : otherwise;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => entries.Select(entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<string> Values => entries.Select(entry => entry.Value);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        int low = 0, high = entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(entries[middle].Key, key);
            if (order == 0)
            {
                value = entries[middle].Value;
                return true;
            }

            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Labels? other) =>
        other is not null && (ReferenceEquals(this, other) || hash == other.hash && entries.AsSpan().SequenceEqual(other.entries));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <summary><c>app=reviews,version=v1</c>.</summary>
    public override string ToString() => string.Join(',', entries.Select(entry => $"{entry.Key}={entry.Value}"));
}
