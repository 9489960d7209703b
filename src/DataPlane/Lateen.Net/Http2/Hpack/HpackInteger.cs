namespace Lateen.Net.Http2.Hpack;

/// <summary>Integers with a prefix of some bits (RFC 7541 section 5.1), 0 to 2^28.</summary>
static class HpackInteger
{
    /// <summary>Bytes that <see cref="Write"/> needs at most.</summary>
    public const int MaxBytes = 6;

    const int Limit = 1 << 28;

    /// <summary>Reads the integer whose first byte is at <paramref name="at"/> and moves behind it.</summary>
    public static HpackError Read(ReadOnlySpan<byte> block, ref int at, int prefixBits, out int value)
    {
        value = 0;
        if (at >= block.Length)
            return HpackError.Truncated;
        var mask = (1 << prefixBits) - 1;
        value = block[at++] & mask;
        if (value < mask)
            return HpackError.None;
        for (var shift = 0; ; shift += 7)
        {
            if (at >= block.Length)
                return HpackError.Truncated;
            if (shift > 28)
                return HpackError.IntegerTooLarge;
            var b = block[at++];
            var sum = value + ((long)(b & 0x7F) << shift);
            if (sum > Limit)
                return HpackError.IntegerTooLarge;
            value = (int)sum;
            if ((b & 0x80) == 0)
                return HpackError.None;
        }
    }

    /// <summary>Writes the integer behind the bits of <paramref name="pattern"/>; returns the place behind it.</summary>
    public static int Write(Span<byte> target, int at, int pattern, int prefixBits, int value)
    {
        var mask = (1 << prefixBits) - 1;
        if (value < mask)
        {
            target[at] = (byte)(pattern | value);
            return at + 1;
        }

        target[at++] = (byte)(pattern | mask);
        for (value -= mask; value >= 0x80; value >>= 7)
            target[at++] = (byte)(value | 0x80);
        target[at] = (byte)value;
        return at + 1;
    }
}
