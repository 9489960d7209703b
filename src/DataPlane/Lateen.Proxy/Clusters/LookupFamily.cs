using System.Collections.Immutable;
using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>Which of a name's addresses count (dns_lookup_family).</summary>
public enum LookupFamily
{
    /// <summary>IPv6; IPv4 when there is none.</summary>
    Auto,
    IPv4Only,
    IPv6Only,

    /// <summary>IPv4; IPv6 when there is none.</summary>
    IPv4Preferred,
    All,
}

static class LookupFamilies
{
    public static ImmutableArray<NetAddress> Choose(this LookupFamily family, ImmutableArray<NetAddress> addresses)
    {
        var (four, six) = (Of(addresses, AddressFamilyKind.IPv4), Of(addresses, AddressFamilyKind.IPv6));
        return family switch
        {
            LookupFamily.IPv4Only => four,
            LookupFamily.IPv6Only => six,
            LookupFamily.IPv4Preferred => four.IsEmpty ? six : four,
            LookupFamily.Auto => six.IsEmpty ? four : six,
            _ => addresses,
        };
    }

    static ImmutableArray<NetAddress> Of(ImmutableArray<NetAddress> addresses, AddressFamilyKind kind) => [.. addresses.Where(address => address.Kind == kind)];
}
