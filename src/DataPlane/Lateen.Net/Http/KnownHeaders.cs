using System.Buffers.Binary;
using System.Text;

namespace Lateen.Net.Http;

/// <summary>The names of <see cref="HeaderId"/> and the way back, by one hash and one comparison.</summary>
static class KnownHeaders
{
    const int Slots = 512;
    static readonly byte[][] Names = BuildNames();
    static readonly HeaderId[] Table = BuildTable();

    /// <summary>The lower-case name; empty for <see cref="HeaderId.None"/>.</summary>
    public static ReadOnlySpan<byte> NameOf(HeaderId id) => Names[(int)id];

    /// <summary>The number of a lower-case name, or None. <paramref name="hash"/> is the name's <see cref="Hash"/>.</summary>
    public static HeaderId Find(ReadOnlySpan<byte> name, uint hash)
    {
        for (var slot = (int)(hash % Slots); ; slot = (slot + 1) % Slots)
        {
            var id = Table[slot];
            if (id == HeaderId.None)
                return name.SequenceEqual("host"u8) ? HeaderId.Authority : HeaderId.None;
            if (name.SequenceEqual(Names[(int)id]))
                return id;
        }
    }

    /// <summary>A hash of a lower-case name: length and both ends, which differ for nearly all names in use.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong ends = name.Length switch
        {
            >= 8 => BinaryPrimitives.ReadUInt64LittleEndian(name) * 3 ^ BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]),
            >= 4 => ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(name) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]),
            > 0 => ((ulong)name[0] << 16) | ((ulong)name[name.Length / 2] << 8) | name[^1],
            _ => 0,
        };
        var mixed = (ends + (ulong)name.Length) * 0x9E3779B97F4A7C15;
        return (uint)(mixed >> 32);
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

    static HeaderId[] BuildTable()
    {
        var table = new HeaderId[Slots];
        for (var i = 1; i < Names.Length; i++)
            Insert(table, Names[i], (HeaderId)i);
        return table;
    }

    static void Insert(HeaderId[] table, ReadOnlySpan<byte> name, HeaderId id)
    {
        var slot = (int)(Hash(name) % Slots);
        while (table[slot] != HeaderId.None)
            slot = (slot + 1) % Slots;
        table[slot] = id;
    }
}
