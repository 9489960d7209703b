using Lateen.Core;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Services;

/// <summary>A service of the mesh, as every part of the control plane sees it.</summary>
/// <param name="Ref">The object that says it.</param>
/// <param name="Host">Its FQDN.</param>
/// <param name="Ports">In declared order.</param>
/// <param name="Addresses">Virtual addresses; empty when headless.</param>
/// <param name="Selector">Selects its workloads; empty when it has no selector.</param>
/// <param name="Resolution">How its name becomes an address.</param>
/// <param name="ExportTo">Who sees it.</param>
/// <param name="Created">When: the order in which conflicts are decided.</param>
public sealed record Service(
    ObjectRef Ref, Hostname Host, ValueList<ServicePort> Ports, ValueList<string> Addresses, Labels Selector, Resolution Resolution,
    ExportTo ExportTo, DateTimeOffset Created) : IComparable<Service>
{
    /// <summary>The namespace of the object.</summary>
    public string Namespace => Ref.Namespace;

    /// <summary>The short name.</summary>
    public string Name => Ref.Name;

    /// <summary>The address of listeners of its own, or null when it has none.</summary>
    public string? Address => Addresses.Count > 0 ? Addresses[0] : null;

    /// <summary>The port of that number, or null.</summary>
    public ServicePort? PortNumbered(int number) => Ports.FirstOrDefault(port => port.Number == number);

    /// <summary>A part of the object, for attribution.</summary>
    public SourceRef At(string path = "") => new(Ref, path);

    /// <summary>A port's place in the object, for attribution.</summary>
    public SourceRef At(ServicePort port) => new(Ref, $"spec.ports[{port.Index}]");

    /// <summary>Oldest first, then by name, then by namespace.</summary>
    public int CompareTo(Service? other)
    {
        if (other is null)
            return -1;
        var order = Created.CompareTo(other.Created);
        if (order == 0)
            order = string.CompareOrdinal(Name, other.Name);
        return order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
    }
}
