using System.Buffers.Binary;
using System.Net;

namespace Lateen.Net;

/// <summary>
/// Where a socket is bound or connected: an IPv4 or IPv6 address with a port, a path of an AF_UNIX socket (a leading '@' means the abstract
/// namespace), or the name of an internal listener. A value without heap parts for IP, so that it can be compared and hashed on the hot path.
/// IPv4-mapped IPv6 addresses become IPv4, as in Envoy: one peer has one address, whichever socket it came by.
/// </summary>
public readonly struct NetAddress : IEquatable<NetAddress>
{
    readonly ulong high;
    readonly ulong low;
    readonly string? name;

    NetAddress(AddressFamilyKind kind, ulong high, ulong low, ushort port, string? name)
    {
        Kind = kind;
        this.high = high;
        this.low = low;
        Port = port;
        this.name = name;
    }

    public AddressFamilyKind Kind { get; }

    /// <summary>In host order; 0 for what has no port.</summary>
    public ushort Port { get; }

    /// <summary>The path of an AF_UNIX socket or the name of an internal listener; null for IP.</summary>
    public string? Name => name;

    public bool IsIp => Kind is AddressFamilyKind.IPv4 or AddressFamilyKind.IPv6;

    /// <summary>The IPv4 address as a number in host order (127.0.0.1 is 0x7f000001); 0 for other kinds.</summary>
    public uint IPv4Bits => Kind == AddressFamilyKind.IPv4 ? (uint)low : 0;

    /// <summary>The address as a 128-bit number in host order; an IPv4 address is in the low 32 bits.</summary>
    public UInt128 IpBits => new(high, low);

    public bool IsLoopback => Kind switch
    {
        AddressFamilyKind.IPv4 => (uint)low >> 24 == 127,
        AddressFamilyKind.IPv6 => high == 0 && low == 1,
        _ => false,
    };

    /// <summary>True for 0.0.0.0 and ::.</summary>
    public bool IsAnyIp => IsIp && high == 0 && low == 0;

    public static NetAddress IPv4(uint bits, ushort port) => new(AddressFamilyKind.IPv4, 0, bits, port, null);

    public static NetAddress IPv6(UInt128 bits, ushort port)
    {
        var high = (ulong)(bits >> 64);
        var low = (ulong)bits;
        return high == 0 && low >> 32 == 0xffff
            ? IPv4((uint)low, port)
            : new(AddressFamilyKind.IPv6, high, low, port, null);
    }

    /// <summary>127.0.0.1 with the port; 0 lets the kernel choose.</summary>
    public static NetAddress Loopback(ushort port) => IPv4(0x7f000001, port);

    public static NetAddress Unix(string path) => new(AddressFamilyKind.Unix, 0, 0, 0, path);

    public static NetAddress Internal(string listener) => new(AddressFamilyKind.Internal, 0, 0, 0, listener);

    public static NetAddress From(IPAddress address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? IPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), port)
            : IPv6(BinaryPrimitives.ReadUInt128BigEndian(bytes), port);
    }

    /// <summary>Reads "1.2.3.4:80" and "[::1]:80"; no names are resolved.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NetAddress address)
    {
        address = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text[(colon + 1)..], System.Globalization.NumberStyles.None, null, out var port))
            return false;
        var host = text[..colon];
        if (host[0] == '[')
        {
            if (host[^1] != ']')
                return false;
            host = host[1..^1];
        }
        else if (host.Contains(':'))
        {
            return false;
        }

        return TryParse(host, port, out address);
    }

    /// <summary>Reads an IP address without a port ("10.0.0.1", "::1"); IPv4 must have four decimal parts.</summary>
    public static bool TryParse(ReadOnlySpan<char> ip, ushort port, out NetAddress address)
    {
        address = default;
        if (!IPAddress.TryParse(ip, out var parsed))
            return false;
        if (parsed.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && ip.Count('.') != 3)
            return false;
        address = From(parsed, port);
        return true;
    }

    public NetAddress WithPort(ushort port) => new(Kind, high, low, port, name);

    public bool SameIp(in NetAddress other) => IsIp && Kind == other.Kind && high == other.high && low == other.low;

    /// <summary>Null for what is not IP.</summary>
    public IPAddress? ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        var length = WriteIp(bytes);
        return length == 0 ? null : new IPAddress(bytes[..length]);
    }

    /// <summary>Writes 4 or 16 bytes in network order and returns how many; 0 for what is not IP. The span holds at least 16.</summary>
    public int WriteIp(Span<byte> destination)
    {
        switch (Kind)
        {
            case AddressFamilyKind.IPv4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)low);
                return 4;
            case AddressFamilyKind.IPv6:
                BinaryPrimitives.WriteUInt64BigEndian(destination, high);
                BinaryPrimitives.WriteUInt64BigEndian(destination[8..], low);
                return 16;
            default:
                return 0;
        }
    }

    /// <summary>The address without its port, as Envoy prints it: "10.0.0.1", "fe80::1".</summary>
    public string IpText => ToIPAddress()?.ToString() ?? string.Empty;

    /// <summary>Envoy's form: "10.0.0.1:80", "[::1]:80", a path, "envoy://listener/".</summary>
    public override string ToString() => Kind switch
    {
        AddressFamilyKind.IPv4 => $"{IpText}:{Port}",
        AddressFamilyKind.IPv6 => $"[{IpText}]:{Port}",
        AddressFamilyKind.Unix => name!,
        AddressFamilyKind.Internal => $"envoy://{name}/",
        _ => string.Empty,
    };

    public bool Equals(NetAddress other)
        => Kind == other.Kind && high == other.high && low == other.low && Port == other.Port && name == other.name;

    public override bool Equals(object? obj) => obj is NetAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, high, low, Port, name);

    public static bool operator ==(NetAddress left, NetAddress right) => left.Equals(right);

    public static bool operator !=(NetAddress left, NetAddress right) => !left.Equals(right);
}
