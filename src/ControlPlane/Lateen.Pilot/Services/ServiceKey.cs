using Lateen.Core;

namespace Lateen.Pilot.Services;

/// <summary>What tells a service from all others: a ServiceEntry is one for each of its hosts.</summary>
/// <param name="Ref">The object that says it.</param>
/// <param name="Host">Its FQDN.</param>
public readonly record struct ServiceKey(ObjectRef Ref, Hostname Host) : IComparable<ServiceKey>
{
    /// <summary>By object, then by host.</summary>
    public int CompareTo(ServiceKey other)
    {
        var order = Ref.CompareTo(other.Ref);
        return order != 0 ? order : string.CompareOrdinal(Host.Value, other.Host.Value);
    }
}
