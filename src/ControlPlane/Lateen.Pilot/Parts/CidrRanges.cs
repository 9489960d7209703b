using Envoy.Config.Core.V3;
using Lateen.Core;

namespace Lateen.Pilot.Parts;

/// <summary>Networks as Envoy writes them.</summary>
static class CidrRanges
{
    /// <summary>Networks, or addresses, as ranges; validation has refused what is neither.</summary>
    public static IEnumerable<CidrRange> Of(IEnumerable<string> subnets)
    {
        foreach (var subnet in subnets)
        {
            if (Cidr.TryParse(subnet, out var cidr))
                yield return Of(cidr);
        }
    }

    /// <summary>A network with the address as it is written, which may have bits behind the prefix; null when it is none.</summary>
    public static CidrRange? AsWritten(string text) => Cidr.TryParse(text, out var cidr)
        ? new CidrRange { AddressPrefix = text.Split('/')[0], PrefixLen = (uint)cidr.PrefixLength }
        : null;

    /// <summary>A network.</summary>
    public static CidrRange Of(Cidr cidr) => new() { AddressPrefix = cidr.Network.ToString(), PrefixLen = (uint)cidr.PrefixLength };
}
