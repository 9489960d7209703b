using System.Buffers.Binary;
using System.Text;

namespace Lateen.Net.Epoll;

/// <summary>struct sockaddr_in, sockaddr_in6 and sockaddr_un as bytes.</summary>
static class SocketAddress
{
    /// <summary>Room for any of them (sockaddr_un is the largest: 110).</summary>
    public const int MaxBytes = 128;

    const int UnixPathOffset = 2;
    const int UnixPathBytes = 108;

    public static int FamilyOf(in NetAddress address) => address.Kind switch
    {
        AddressFamilyKind.IPv4 => Libc.AF_INET,
        AddressFamilyKind.IPv6 => Libc.AF_INET6,
        AddressFamilyKind.Unix => Libc.AF_UNIX,
        _ => -1,
    };

    /// <summary>Returns the length, or 0 when the address has no such form (a path of more than 107 bytes).</summary>
    public static int Write(in NetAddress address, Span<byte> destination)
    {
        destination = destination[..MaxBytes];
        destination.Clear();
        BitConverter.TryWriteBytes(destination, (ushort)Math.Max(0, FamilyOf(address)));
        switch (address.Kind)
        {
            case AddressFamilyKind.IPv4:
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
                address.WriteIp(destination[4..]);
                return 16;
            case AddressFamilyKind.IPv6:
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
                address.WriteIp(destination[8..]);
                return 28;
            case AddressFamilyKind.Unix:
                return WritePath(address.Name!, destination[UnixPathOffset..]);
            default:
                return 0;
        }
    }

    public static NetAddress Read(ReadOnlySpan<byte> source)
    {
        if (source.Length < 2)
            return default;
        return BitConverter.ToUInt16(source) switch
        {
            Libc.AF_INET when source.Length >= 8
                => NetAddress.IPv4(BinaryPrimitives.ReadUInt32BigEndian(source[4..]), BinaryPrimitives.ReadUInt16BigEndian(source[2..])),
            Libc.AF_INET6 when source.Length >= 24
                => NetAddress.IPv6(BinaryPrimitives.ReadUInt128BigEndian(source[8..]), BinaryPrimitives.ReadUInt16BigEndian(source[2..])),
            Libc.AF_UNIX => NetAddress.Unix(ReadPath(source[UnixPathOffset..])),
            _ => default,
        };
    }

    static int WritePath(string path, Span<byte> destination)
    {
        if (Encoding.UTF8.GetByteCount(path) >= UnixPathBytes)
            return 0;
        var length = Encoding.UTF8.GetBytes(path, destination);
        if (path.Length == 0 || path[0] != '@')
            return UnixPathOffset + length + 1;
        // The abstract namespace: a zero byte first, and the length is part of the name.
        destination[0] = 0;
        return UnixPathOffset + length;
    }

    static string ReadPath(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
            return string.Empty;
        if (path[0] == 0)
            return "@" + Encoding.UTF8.GetString(path[1..]);
        var end = path.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? path : path[..end]);
    }
}
