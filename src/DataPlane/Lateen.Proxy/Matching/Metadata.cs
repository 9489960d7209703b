using System.Collections.Frozen;

namespace Lateen.Proxy.Matching;

/// <summary>Static metadata of a listener, route, cluster or endpoint (envoy.config.core.v3.Metadata): namespace -> struct.</summary>
public sealed record Metadata(FrozenDictionary<string, MetadataValue.StructValue> Namespaces)
{
    public static Metadata Empty { get; } = new(FrozenDictionary<string, MetadataValue.StructValue>.Empty);

    /// <summary>The value under <paramref name="ns"/> and one key, or null.</summary>
    public MetadataValue? Find(string ns, string key) =>
        Namespaces.TryGetValue(ns, out var fields) && fields.Fields.TryGetValue(key, out var value) ? value : null;

    public bool Equals(Metadata? other) => other is not null && Namespaces.Count == other.Namespaces.Count &&
        Namespaces.All(entry => other.Namespaces.TryGetValue(entry.Key, out var value) && entry.Value == value);

    public override int GetHashCode() => Namespaces.Count;
}
