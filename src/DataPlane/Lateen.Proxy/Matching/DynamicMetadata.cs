namespace Lateen.Proxy.Matching;

/// <summary>
/// What filters have found out about one stream (envoy.config.core.v3.Metadata, filter_metadata): namespace, key, value. Namespaces are filters' names, such as
/// <c>envoy.filters.http.jwt_authn</c>. Later values of a key replace earlier ones. Used by one stream after the other: once its list has grown, setting
/// prepared values allocates nothing.
/// </summary>
public sealed class DynamicMetadata
{
    readonly List<Entry> entries = [];

    /// <summary>The namespaces that have values, each once, in the order of their first value.</summary>
    public IEnumerable<string> Namespaces => entries.Select(entry => entry.Namespace).Distinct(StringComparer.Ordinal);

    /// <summary>Whether nothing was set.</summary>
    public bool IsEmpty => entries.Count == 0;

    /// <summary>Sets one key. Values are immutable and may be shared by streams.</summary>
    public void Set(string ns, string key, MetadataValue value)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Is(ns, key))
            {
                entries[i] = new Entry(ns, key, value);
                return;
            }
        }

        entries.Add(new Entry(ns, key, value));
    }

    /// <summary>Sets every field of a struct as a key.</summary>
    public void Merge(string ns, MetadataValue.StructValue fields)
    {
        foreach (var (key, value) in fields.Fields)
            Set(ns, key, value);
    }

    /// <summary>The value of a key; null when it is not set.</summary>
    public MetadataValue? Find(string ns, string key)
    {
        foreach (var entry in entries)
        {
            if (entry.Is(ns, key))
                return entry.Value;
        }

        return null;
    }

    /// <summary>The value at the end of a path of keys, which begins with a key of the namespace; null when the path is empty or leaves the structs.</summary>
    public MetadataValue? Find(string ns, ReadOnlySpan<string> path)
    {
        var found = path.IsEmpty ? null : Find(ns, path[0]);
        for (var i = 1; i < path.Length && found is not null; i++)
            found = found is MetadataValue.StructValue inner && inner.Fields.TryGetValue(path[i], out var next) ? next : null;
        return found;
    }

    /// <summary>A namespace as one struct, made now; empty when nothing is set in it.</summary>
    public MetadataValue.StructValue Struct(string ns) =>
        MetadataValue.StructValue.Of(entries.Where(entry => entry.Namespace == ns).Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    /// <summary>Forgets every value and keeps the memory.</summary>
    public void Clear() => entries.Clear();

    readonly record struct Entry(string Namespace, string Key, MetadataValue Value)
    {
        public bool Is(string ns, string key) => string.Equals(Key, key, StringComparison.Ordinal) && string.Equals(Namespace, ns, StringComparison.Ordinal);
    }
}
