using Lateen.Core;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>What a service wants of a listener. Several may want the same one, which then has the chains of all.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">Its port.</param>
/// <param name="Bind">The address; the wildcard for HTTP, which all services share, and for services without an address.</param>
sealed record OutboundListener(Service Service, ServicePort Port, string Bind) : IComparable<OutboundListener>
{
    /// <summary>The port listened on.</summary>
    public int Number { get; init; } = Port.Number;

    /// <summary>Whether it listens at its own address, rather than by interception.</summary>
    public bool IsBound { get; init; }

    /// <summary>The service's networks, on the wildcard; empty when it has none.</summary>
    public IEnumerable<string> Networks => IsWildcard ? Service.Addresses.Where(address => address.Contains('/')) : [];

    public bool IsWildcard => Bind == ListenerParts.Wildcard;

    public string Name => ListenerName.For(Bind, Number);

    /// <summary>Oldest service first, then its ports in order.</summary>
    public int CompareTo(OutboundListener? other)
    {
        if (other is null)
            return -1;
        var order = Service.CompareTo(other.Service);
        return order != 0 ? order : Port.Index.CompareTo(other.Port.Index);
    }
}
