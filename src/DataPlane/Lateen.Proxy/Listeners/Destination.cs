using Lateen.Net;

namespace Lateen.Proxy.Listeners;

/// <summary>Which of several things with addresses a connection to a destination belongs to.</summary>
public static class Destination
{
    /// <summary>That of exactly the destination, or of the wildcard address of its port; null when there is neither.</summary>
    public static T? Find<T>(Dictionary<NetAddress, T> byAddress, in NetAddress destination) where T : class
    {
        if (byAddress.TryGetValue(destination, out var found)) return found;
        var wildcard = destination.Kind == AddressFamilyKind.IPv6 ? NetAddress.IPv6(0, destination.Port) : NetAddress.IPv4(0, destination.Port);
        return byAddress.GetValueOrDefault(wildcard);
    }
}
