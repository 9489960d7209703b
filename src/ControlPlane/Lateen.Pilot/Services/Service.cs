using Lateen.Config;
using Lateen.Core;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Services;

/// <summary>A service of the mesh, as every part of the control plane sees it.</summary>
/// <param name="Ref">The object that says it.</param>
/// <param name="Host">Its FQDN.</param>
/// <param name="Ports">In declared order.</param>
/// <param name="Addresses">Virtual addresses and networks; empty when headless.</param>
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

    /// <summary>The short name; a ServiceEntry's is its host.</summary>
    public string Name => IsKubernetes ? Ref.Name : Host.Value;

    /// <summary>What tells it from all others.</summary>
    public ServiceKey Key => new(Ref, Host);

    /// <summary>Whether it is a Kubernetes Service rather than a ServiceEntry.</summary>
    public bool IsKubernetes => Ref.Kind == Kinds.Service.Name;

    /// <summary>Whether its clients look its pods up by themselves.</summary>
    public bool IsHeadless => IsKubernetes && Resolution == Resolution.Passthrough;

    /// <summary>Whether its name is resolved by the proxy's own DNS queries.</summary>
    public bool IsDns => Resolution is Resolution.Dns or Resolution.DnsRoundRobin;

    /// <summary>Whether it is outside the mesh: nobody there has a mesh identity.</summary>
    public bool IsExternal { get; init; }

    /// <summary>The names that its servers' certificates may have; empty when it does not say.</summary>
    public ValueList<string> SubjectAltNames { get; init; } = [];

    /// <summary>The host that it is another name of; empty for none.</summary>
    public Hostname AliasOf { get; init; }

    /// <summary>Whether its address is one that only the mesh's DNS gives away.</summary>
    public bool HasAllocatedAddress { get; init; }

    /// <summary>The address of listeners of its own, or null when it has none.</summary>
    public string? Address => Addresses.Count > 0 ? Addresses[0] : null;

    /// <summary>The port of that number, or null.</summary>
    public ServicePort? PortNumbered(int number) => Ports.FirstOrDefault(port => port.Number == number);

    /// <summary>A part of the object, for attribution.</summary>
    public SourceRef At(string path = "") => new(Ref, path);

    /// <summary>A port's place in the object, for attribution.</summary>
    public SourceRef At(ServicePort port) => new(Ref, $"spec.ports[{port.Index}]");

    /// <summary>Those seen by fewer first; then the oldest; then by name and namespace.</summary>
    public int CompareTo(Service? other)
    {
        if (other is null)
            return -1;
        var order = ExportTo.Rank(Namespace).CompareTo(other.ExportTo.Rank(other.Namespace));
        if (order == 0)
            order = Created.CompareTo(other.Created);
        if (order == 0)
            order = string.CompareOrdinal(Name, other.Name);
        return order != 0 ? order : string.CompareOrdinal(Namespace, other.Namespace);
    }
}
