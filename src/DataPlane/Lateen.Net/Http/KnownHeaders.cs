using System.Buffers.Binary;
using System.Text;

namespace Lateen.Net.Http;

/// <summary>The names of <see cref="HeaderId"/> and the way back, by one hash and one comparison, whatever the case of the letters.</summary>
static class KnownHeaders
{
    const int Slots = 512;
    const ulong CaseBits = 0x2020_2020_2020_2020;
    const ulong LetterBits = 0x4040_4040_4040_4040;
    static readonly byte[][] Names = BuildNames();
    static readonly uint[] Hashes = [.. Names.Select(name => Hash(name))];
    static readonly HeaderId[] Table = new HeaderId[Slots];
    static readonly byte[]?[] Keys = BuildTable();

    /// <summary>The lower-case name; empty for <see cref="HeaderId.None"/>.</summary>
    public static ReadOnlySpan<byte> NameOf(HeaderId id) => Names[(int)id];

    /// <summary>The <see cref="Hash"/> of <see cref="NameOf"/>.</summary>
    public static uint HashOf(HeaderId id) => Hashes[(int)id];

    /// <summary>The number of a name in any case, or None. <paramref name="hash"/> is the name's <see cref="Hash"/>.</summary>
    public static HeaderId Find(ReadOnlySpan<byte> name, uint hash)
    {
        for (var slot = hash % Slots; Keys[slot] is { } key; slot = (slot + 1) % Slots)
        {
            if (EqualsInAnyCase(name, key))
                return Table[slot];
        }

        return HeaderId.None;
    }

    /// <summary>A hash of a name in any case: length and both ends, which differ for nearly all names in use.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong ends = name.Length switch
        {
            >= 8 => (BinaryPrimitives.ReadUInt64LittleEndian(name) | CaseBits) * 3 ^ (BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]) | CaseBits),
            >= 4 => ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(name) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]) | CaseBits,
            > 0 => ((ulong)name[0] << 16) | ((ulong)name[name.Length / 2] << 8) | name[^1] | CaseBits,
            _ => 0,
        };
        var mixed = (ends + (ulong)name.Length) * 0x9E3779B97F4A7C15;
        return (uint)(mixed >> 32);
    }

    /// <summary>Whether the first is the second, which is lower-case and has no letters but those of ASCII, in any case; eight bytes at a time.</summary>
    static bool EqualsInAnyCase(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower)
    {
        if (name.Length != lower.Length)
            return false;
        if (name.Length < 8)
            return EqualsShort(name, lower);
        for (var at = 0; at < name.Length - 8; at += 8)
        {
            if (!AreEqual(BinaryPrimitives.ReadUInt64LittleEndian(name[at..]), BinaryPrimitives.ReadUInt64LittleEndian(lower[at..])))
                return false;
        }

        return AreEqual(BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]), BinaryPrimitives.ReadUInt64LittleEndian(lower[^8..]));
    }

    static bool EqualsShort(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower)
    {
        for (var at = 0; at < name.Length; at++)
        {
            if (!AreEqual(name[at], lower[at]))
                return false;
        }

        return true;
    }

    // Bytes may differ in the bit of the case only, and there only where a letter is meant: CR and '-' differ in it too.
    static bool AreEqual(ulong name, ulong lower)
    {
        var different = name ^ lower;
        return ((different & ~CaseBits) | ((different << 1) & ~lower & LetterBits)) == 0;
    }

    static byte[][] BuildNames()
    {
        var names = new byte[Enum.GetValues<HeaderId>().Length][];
        foreach (var id in Enum.GetValues<HeaderId>())
            names[(int)id] = Encoding.ASCII.GetBytes(Spelling(id));
        return names;
    }

    static string Spelling(HeaderId id) => id switch
    {
        HeaderId.None => "",
        HeaderId.Method => ":method",
        HeaderId.Scheme => ":scheme",
        HeaderId.Authority => ":authority",
        HeaderId.Path => ":path",
        HeaderId.Protocol => ":protocol",
        HeaderId.Status => ":status",
        HeaderId.ETag => "etag",
        HeaderId.XB3ParentSpanId => "x-b3-parentspanid",
        HeaderId.XB3SpanId => "x-b3-spanid",
        HeaderId.XB3TraceId => "x-b3-traceid",
        _ => Hyphenated(id.ToString()),
    };

    static string Hyphenated(string pascal)
    {
        var name = new StringBuilder(pascal.Length + 8);
        foreach (var c in pascal)
        {
            if (char.IsAsciiLetterUpper(c) && name.Length > 0)
                name.Append('-');
            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }

    static byte[]?[] BuildTable()
    {
        var keys = new byte[]?[Slots];
        for (var i = 1; i < Names.Length; i++)
            Insert(keys, Names[i], (HeaderId)i);
        Insert(keys, "host"u8.ToArray(), HeaderId.Authority);
        return keys;
    }

    static void Insert(byte[]?[] keys, byte[] name, HeaderId id)
    {
        var slot = Hash(name) % Slots;
        while (keys[slot] is not null)
            slot = (slot + 1) % Slots;
        keys[slot] = name;
        Table[slot] = id;
    }
}
