namespace Lateen.Core.Re2;

/// <summary>A set of code points as sequences of byte ranges: what it looks like in UTF-8.</summary>
static class Utf8Ranges
{
    static readonly (int Low, int High, int Length)[] Lengths = [(0, 0x7F, 1), (0x80, 0x7FF, 2), (0x800, 0xFFFF, 3), (0x10000, 0x10FFFF, 4)];

    /// <summary>How many byte ranges the set takes in all.</summary>
    internal static long Count(CodePointSet set) => Of(set).Sum(sequence => (long)sequence.Length);

    /// <summary>Sequences of one to four inclusive byte ranges; a code point is in the set iff its bytes fit one of them.</summary>
    internal static List<(int Low, int High)[]> Of(CodePointSet set)
    {
        var sequences = new List<(int Low, int High)[]>();
        foreach (var (low, high) in set.Ranges)
            foreach (var (first, last, length) in Lengths)
                if (Math.Max(low, first) <= Math.Min(high, last))
                    Split(Math.Max(low, first), Math.Min(high, last), length, sequences);
        return sequences;
    }

    /// <summary>Splits a range whose code points all take <paramref name="length"/> bytes until each part is a product of byte ranges.</summary>
    static void Split(int low, int high, int length, List<(int Low, int High)[]> into)
    {
        for (var bits = 6; bits < 6 * length; bits += 6)
        {
            var mask = (1 << bits) - 1;
            if ((low & ~mask) == (high & ~mask))
                continue;
            if ((low & mask) != 0)
            {
                Split(low, low | mask, length, into);
                Split((low | mask) + 1, high, length, into);
                return;
            }

            if ((high & mask) != mask)
            {
                Split(low, (high & ~mask) - 1, length, into);
                Split(high & ~mask, high, length, into);
                return;
            }
        }

        into.Add(Product(low, high, length));
    }

    static (int Low, int High)[] Product(int low, int high, int length)
    {
        var ranges = new (int, int)[length];
        for (var i = 0; i < length; i++)
            ranges[i] = (ByteOf(low, i, length), ByteOf(high, i, length));
        return ranges;
    }

    static int ByteOf(int codePoint, int index, int length)
    {
        var bits = (codePoint >> (6 * (length - 1 - index)));
        if (index > 0)
            return 0x80 | (bits & 0x3F);
        return length switch { 1 => bits, 2 => 0xC0 | bits, 3 => 0xE0 | bits, _ => 0xF0 | bits };
    }
}
