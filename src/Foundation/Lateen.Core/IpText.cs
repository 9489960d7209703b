using System.Net;
using System.Net.Sockets;

namespace Lateen.Core;

/// <summary>
/// IP addresses as text, strictly: <see cref="IPAddress.TryParse(ReadOnlySpan{char}, out IPAddress?)"/> also takes "1", "0x7f.1" and scope ids, which
/// no mesh configuration means.
/// </summary>
public static class IpText
{
    /// <summary>Reads four decimal parts, or an IPv6 address without brackets and scope.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (!(text.Contains(':') ? text.IndexOfAny('%', '[') < 0 : IsDottedQuad(text)))
            return false;
        return IPAddress.TryParse(text, out address);
    }

    /// <summary>Whether the address is an IPv6 one.</summary>
    public static bool IsV6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9'))
                return false;
            if (part.Length > 1 && part[0] == '0' || int.Parse(part) > 255)
                return false;
        }

        return parts == 4;
    }
}
