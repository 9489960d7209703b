using System.Net;
using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>Reads x-forwarded-for: who the client is, counting the proxies that are trusted. Pure.</summary>
static class ForwardedFor
{
    /// <summary>
    /// The entry number <paramref name="fromRight"/> (1 is the last) of all fields taken together. False when there are fewer, or when it
    /// is no bare IP address; other entries are not looked at.
    /// </summary>
    public static bool TryEntry(HeaderTable headers, int fromRight, out ReadOnlySpan<byte> address)
    {
        address = [];
        var total = 0;
        foreach (var field in headers.ValuesOf(Names.XForwardedFor))
            total += field.Count((byte)',') + 1;
        var wanted = total - fromRight;
        if (wanted < 0 || fromRight <= 0)
            return false;
        foreach (var field in headers.ValuesOf(Names.XForwardedFor))
        {
            var entries = field.Count((byte)',') + 1;
            if (wanted < entries)
                return TryNth(field, wanted, out address);
            wanted -= entries;
        }

        return false;
    }

    /// <summary>Whether the fields hold exactly one address.</summary>
    public static bool IsSingle(HeaderTable headers, out ReadOnlySpan<byte> address)
    {
        address = headers.Get(HeaderId.XForwardedFor).Trim((byte)' ');
        return headers.CountOf(HeaderId.XForwardedFor) == 1 && IsAddress(address);
    }

    /// <summary>Whether the text is an IPv4 address of four parts or an IPv6 address, without brackets, zone or port.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.ContainsAny("[]%"u8))
            return false;
        return (text.Contains((byte)':') || text.Count((byte)'.') == 3) && IPAddress.IsValidUtf8(text);
    }

    static bool TryNth(ReadOnlySpan<byte> field, int index, out ReadOnlySpan<byte> address)
    {
        for (; index > 0; index--)
            field = field[(field.IndexOf((byte)',') + 1)..];
        var comma = field.IndexOf((byte)',');
        address = (comma < 0 ? field : field[..comma]).Trim(" \t"u8);
        return IsAddress(address);
    }
}
