using Lateen.Core;
using Lateen.Net;

namespace Lateen.Proxy.Authorization;

/// <summary>A network to compare addresses with that are values.</summary>
readonly struct NetworkMatcher(Cidr network)
{
    readonly AddressFamilyKind kind = network.IsV6 ? AddressFamilyKind.IPv6 : AddressFamilyKind.IPv4;
    readonly UInt128 bits = NetAddress.From(network.Network, 0).IpBits;
    readonly int hostBits = (network.IsV6 ? 128 : 32) - network.PrefixLength;

    /// <summary>Whether it has the address; never one of the other family.</summary>
    public bool Contains(in NetAddress address) => address.Kind == kind && (hostBits == 128 || (address.IpBits ^ bits) >> hostBits == 0);
}
