using Lateen.Core;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>Which listeners a service needs.</summary>
static class OutboundNeeds
{
    /// <summary>The listeners for all ports of a service.</summary>
    /// <param name="view">The mesh as the proxy sees it.</param>
    /// <param name="identity">Tells the ports that the proxy has taken itself.</param>
    /// <param name="service">The service.</param>
    /// <param name="ownAddress">The workload's address.</param>
    public static IEnumerable<OutboundListener> Of(IScopeView view, ClientIdentity identity, Service service, string ownAddress)
    {
        if (service.Resolution == Resolution.Alias)
            return [];
        var all = view.Egress.FirstOrDefault(scope => scope.Port is null);
        return from port in service.Ports
               where port.Protocol != PortProtocol.Udp
               from bind in Binds(view, all?.Bind ?? "", service, port, ownAddress)
               where bind != ListenerParts.Wildcard || !identity.Reserves(port.Number) && !IsTaken(view, port.Number)
               select new OutboundListener(service, port, bind) { IsBound = all?.IsBound == true };
    }

    /// <summary>The listeners of a Sidecar's egress listener with a port of its own.</summary>
    public static IEnumerable<OutboundListener> Of(EgressScope egress)
    {
        var port = egress.Port!;
        var bind = egress.Bind.Length > 0 ? egress.Bind : egress.IsBound ? ListenerParts.Loopback : ListenerParts.Wildcard;
        return egress.Services.Where(service => service.Resolution != Resolution.Alias).Select(service => (service, own: service.PortNumbered(port.Number)))
            .Where(entry => entry.own is not null)
            .Select(entry => new OutboundListener(entry.service, entry.own! with { Protocol = port.Protocol }, bind) { IsBound = egress.IsBound });
    }

    /// <summary>Whether an egress listener with a port of its own has it.</summary>
    static bool IsTaken(IScopeView view, int port) => view.Egress.Any(scope => scope.Port?.Number == port);

    static IEnumerable<string> Binds(IScopeView view, string bind, Service service, ServicePort port, string ownAddress)
    {
        if (bind.Length > 0)
            return [bind];
        if (port.Protocol.IsHttp())
            return [ListenerParts.Wildcard];
        if (service.IsHeadless)
            return InstanceAddresses(view, service, port, ownAddress);
        if (service.Address is null || service.HasAllocatedAddress && !view.Scope.HasDnsCapture)
            return [ListenerParts.Wildcard];
        return service.Addresses.Select(address => address.Contains('/') ? ListenerParts.Wildcard : address).Distinct();
    }

    /// <summary>A headless service is reached at its pods' own addresses.</summary>
    static IEnumerable<string> InstanceAddresses(IScopeView view, Service service, ServicePort port, string ownAddress) =>
        view.Endpoints(service).Where(endpoint => endpoint.PortName == port.Name && endpoint.Address != ownAddress)
            .Select(endpoint => endpoint.Address).Distinct();
}
