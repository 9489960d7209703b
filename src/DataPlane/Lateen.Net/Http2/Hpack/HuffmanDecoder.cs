namespace Lateen.Net.Http2.Hpack;

/// <summary>
/// Decodes by tables: codes of up to <see cref="FirstBits"/> bits, which is nearly all of real text, by one look-up; longer ones by comparison with
/// the largest code of each length.
/// </summary>
static class HuffmanDecoder
{
    const int FirstBits = 11;

    /// <summary>By the next bits: symbol and length; 0 for the start of a longer code.</summary>
    static readonly ushort[] First = new ushort[1 << FirstBits];

    /// <summary>Symbols in the order of their codes.</summary>
    static readonly ushort[] Ordered = new ushort[HuffmanCode.EndOfString + 1];

    /// <summary>Per length, left-aligned in 32 bits: the first code that is longer.</summary>
    static readonly ulong[] Beyond = new ulong[HuffmanCode.MaxLength + 1];

    /// <summary>Per length: its first code, left-aligned, and that code's place in <see cref="Ordered"/>.</summary>
    static readonly (uint Code, int Place)[] Start = new (uint, int)[HuffmanCode.MaxLength + 1];

    static HuffmanDecoder()
    {
        var place = 0;
        var code = 0UL;
        for (var length = 1; length <= HuffmanCode.MaxLength; length++)
        {
            Start[length] = ((uint)code, place);
            for (var symbol = 0; symbol <= HuffmanCode.EndOfString; symbol++)
            {
                if (HuffmanCode.Lengths[symbol] != length)
                    continue;
                Ordered[place++] = (ushort)symbol;
                Fill((uint)code, length, symbol);
                code += 1UL << (32 - length);
            }

            Beyond[length] = code;
        }
    }

    /// <summary>Bytes that a text of this encoded length has at most.</summary>
    public static int MaxLength(int encoded) => (int)(encoded * 8L / 5);

    /// <summary>Decodes into memory that holds <see cref="MaxLength"/>; false when this is no text of the code.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> target, out int written)
    {
        written = 0;
        ulong bits = 0;
        var have = 0;
        var at = 0;
        while (true)
        {
            for (; have <= 56 && at < encoded.Length; have += 8)
                bits |= (ulong)encoded[at++] << (56 - have);
            if (have == 0)
                return true;
            var symbol = Next((uint)(bits >> 32), out var length);
            if (length > have)
                return IsPadding(bits, have);
            if (symbol == HuffmanCode.EndOfString)
                return false;
            target[written++] = (byte)symbol;
            bits <<= length;
            have -= length;
        }
    }

    // Bits behind the input are zeros: a code that needs them is longer than what is left, or it is the padding that is looked at next.
    static int Next(uint bits, out int length)
    {
        var first = First[bits >> (32 - FirstBits)];
        if (first != 0)
        {
            length = first & 31;
            return first >> 5;
        }

        length = FirstBits + 1;
        while (length < HuffmanCode.MaxLength && bits >= Beyond[length])
            length++;
        var (code, place) = Start[length];
        return Ordered[place + (int)((bits - code) >> (32 - length))];
    }

    // Section 5.2: fewer than 8 bits, all ones.
    static bool IsPadding(ulong bits, int count) => count < 8 && bits >> (64 - count) == (1UL << count) - 1;

    static void Fill(uint code, int length, int symbol)
    {
        if (length > FirstBits)
            return;
        var from = (int)(code >> (32 - FirstBits));
        First.AsSpan(from, 1 << (FirstBits - length)).Fill((ushort)((symbol << 5) | length));
    }
}
