using Lateen.Core;

namespace Lateen.Config;

/// <summary>
/// One configuration object, immutable. Two are equal when they say the same, wherever they are written: lines are not part of an
/// object but of its <see cref="SourceMap"/>.
/// </summary>
public sealed class ConfigObject : IEquatable<ConfigObject>
{
    readonly ContentHash hash;

    /// <summary>Makes an object. <paramref name="spec"/> must be of the kind's <see cref="ResourceKind.SpecType"/>, and is never changed afterwards.</summary>
    /// <exception cref="ArgumentException">The spec is of another type.</exception>
    public ConfigObject(ResourceKind kind, string objectNamespace, string name, object spec, ObjectMetadata? metadata = null)
    {
        if (!kind.SpecType.IsInstanceOfType(spec))
            throw new ArgumentException($"The spec of a {kind.Name} is a {kind.SpecType.Name}, not a {spec.GetType().Name}.", nameof(spec));
        Kind = kind;
        Ref = new ObjectRef(kind.Name, objectNamespace, name);
        Spec = spec;
        Metadata = metadata ?? ObjectMetadata.Empty;
        hash = ContentHash.Of(spec);
    }

    /// <summary>What kind of object it is.</summary>
    public ResourceKind Kind { get; }

    /// <summary>Its identity: kind, namespace (empty for cluster-scoped kinds) and name.</summary>
    public ObjectRef Ref { get; }

    /// <summary>The namespace; empty for cluster-scoped kinds.</summary>
    public string Namespace => Ref.Namespace;

    /// <summary>The name.</summary>
    public string Name => Ref.Name;

    /// <summary>Labels, annotations, age.</summary>
    public ObjectMetadata Metadata { get; }

    /// <summary>Its labels.</summary>
    public Labels Labels => Metadata.Labels;

    /// <summary>Its annotations.</summary>
    public Labels Annotations => Metadata.Annotations;

    /// <summary>
    /// What it says: the protobuf message of an Istio kind's <c>spec</c>, or the whole model of a Kubernetes kind (V1Service, V1Pod …).
    /// </summary>
    public object Spec { get; }

    /// <summary>The spec as what it is.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public T As<T>() where T : class => (T)Spec;

    /// <summary>Oldest first, then by kind, namespace and name: the order in which Istio lets objects of one kind count.</summary>
    public int CompareByAge(ConfigObject other)
    {
        var order = Metadata.CreationTimestamp.CompareTo(other.Metadata.CreationTimestamp);
        return order != 0 ? order : Ref.CompareTo(other.Ref);
    }

    /// <summary>A reference to a part of it, for attribution; see <see cref="SourceRef.Path"/>.</summary>
    public SourceRef At(string path = "") => new(Ref, path);

    /// <inheritdoc/>
    public bool Equals(ConfigObject? other) =>
        other is not null && (ReferenceEquals(this, other) || Ref == other.Ref && hash == other.hash && Metadata == other.Metadata);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfigObject);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ref, hash);

    /// <inheritdoc/>
    public override string ToString() => Ref.ToString();
}
