using System.Buffers.Binary;
using System.Net;

namespace Lateen.Core;

/// <summary>A range of IP addresses: <c>10.0.0.0/8</c>, <c>fd00::/8</c>, or one address. Bits behind the prefix are dropped. Contains nothing of the other family.</summary>
public readonly record struct Cidr
{
    readonly UInt128 network;

    Cidr(UInt128 network, bool isV6, int prefixLength)
    {
        IsV6 = isV6;
        PrefixLength = prefixLength;
        this.network = network & Mask;
    }

    /// <summary>0 to 32, or 0 to 128 for IPv6.</summary>
    public int PrefixLength { get; }

    /// <summary>Whether it is a range of IPv6 addresses.</summary>
    public bool IsV6 { get; }

    /// <summary>The first address of the range.</summary>
    public IPAddress Network
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, network);
            return new IPAddress(IsV6 ? bytes : bytes[12..]);
        }
    }

    /// <summary>The range with the given prefix length, or the one address when it is left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prefix length is not one of the address family.</exception>
    public static Cidr Of(IPAddress address, int? prefixLength = null)
    {
        var isV6 = IpText.IsV6(address);
        var length = prefixLength ?? (isV6 ? 128 : 32);
        ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(prefixLength));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, isV6 ? 128 : 32, nameof(prefixLength));
        return new Cidr(Bits(address), isV6, length);
    }

    /// <summary>Reads <c>address/length</c> or an address alone.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Cidr cidr)
    {
        cidr = default;
        var slash = text.IndexOf('/');
        if (!IpText.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;
        var most = IpText.IsV6(address) ? 128 : 32;
        var length = most;
        if (slash >= 0 && !TryReadLength(text[(slash + 1)..], most, out length))
            return false;
        cidr = Of(address, length);
        return true;
    }

    static bool TryReadLength(ReadOnlySpan<char> text, int most, out int length)
    {
        length = 0;
        return text.Length is > 0 and <= 3 && !text.ContainsAnyExceptInRange('0', '9') && int.TryParse(text, out length) && length <= most;
    }

    /// <summary>Whether the address is in the range. Allocates nothing.</summary>
    public bool Contains(IPAddress address) => IpText.IsV6(address) == IsV6 && (Bits(address) & Mask) == network;

    /// <summary>Whether the whole of <paramref name="other"/> is in the range.</summary>
    public bool Contains(Cidr other) => other.IsV6 == IsV6 && other.PrefixLength >= PrefixLength && (other.network & Mask) == network;

    UInt128 Mask => PrefixLength == 0 ? 0 : UInt128.MaxValue << ((IsV6 ? 128 : 32) - PrefixLength);

    static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary><c>address/length</c>.</summary>
    public override string ToString() => $"{Network}/{PrefixLength}";
}
