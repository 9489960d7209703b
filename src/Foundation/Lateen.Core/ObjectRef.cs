namespace Lateen.Core;

/// <summary>The identity of a configuration object.</summary>
/// <param name="Kind">The kind's name, unique among all kinds that Lateen knows ("VirtualService"; the Gateway API's Gateway is "KubernetesGateway").</param>
/// <param name="Namespace">Empty for an object without one.</param>
/// <param name="Name">Never empty.</param>
public readonly record struct ObjectRef(string Kind, string Namespace, string Name) : IComparable<ObjectRef>
{
    /// <summary>Ordinal, by kind, then namespace, then name.</summary>
    public int CompareTo(ObjectRef other)
    {
        var order = string.CompareOrdinal(Kind, other.Kind);
        if (order == 0)
            order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>As people write it: <c>VirtualService default/reviews</c>, <c>Namespace istio-system</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
