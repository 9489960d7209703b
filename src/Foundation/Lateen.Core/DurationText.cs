namespace Lateen.Core;

/// <summary>
/// Durations as Istio's configuration writes them: a sum of numbers with units, as Go's time.ParseDuration takes it
/// (<c>1h30m</c>, <c>1.5s</c>, <c>250ms</c>, <c>-1s</c>, <c>0</c>). Proto-JSON's <c>1.5s</c> is a case of it.
/// </summary>
public static class DurationText
{
    /// <summary>Reads a duration into nanoseconds; false when it is none, or beyond ±292 years.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var rest = negative || text.Length > 0 && text[0] == '+' ? text[1..] : text;
        if (rest.Length is 0 or > 64)
            return false;
        Int128 sum = 0;
        if (rest is not "0")
        {
            while (rest.Length > 0)
            {
                if (!TryReadPart(ref rest, out var part))
                    return false;
                sum += part;
            }
        }

        if (sum > long.MaxValue)
            return false;
        nanoseconds = negative ? -(long)sum : (long)sum;
        return true;
    }

    /// <summary>Reads a duration into ticks of 100 nanoseconds, cutting what is finer.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        var isDuration = TryParse(text, out long nanoseconds);
        duration = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return isDuration;
    }

    /// <summary>One number and its unit.</summary>
    static bool TryReadPart(scoped ref ReadOnlySpan<char> rest, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        var whole = TakeDigits(ref rest);
        ReadOnlySpan<char> fraction = default;
        if (rest.Length > 0 && rest[0] == '.')
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
        }

        if (whole.Length + fraction.Length == 0 || whole.Length > 19 || !TryTakeUnit(ref rest, out var unit))
            return false;
        nanoseconds = Digits(whole) * unit;
        // Beyond 18 places a fraction of an hour is below a nanosecond.
        if (fraction.Length > 18)
            fraction = fraction[..18];
        Int128 scale = 1;
        for (var i = 0; i < fraction.Length; i++)
            scale *= 10;
        nanoseconds += Digits(fraction) * unit / scale;
        return true;
    }

    static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? rest : rest[..length];
        rest = rest[digits.Length..];
        return digits;
    }

    static Int128 Digits(ReadOnlySpan<char> digits)
    {
        Int128 value = 0;
        foreach (var digit in digits)
            value = value * 10 + (digit - '0');
        return value;
    }

    static bool TryTakeUnit(scoped ref ReadOnlySpan<char> rest, out long nanoseconds)
    {
        var length = 0;
        while (length < rest.Length && rest[length] is not ('.' or (>= '0' and <= '9')))
            length++;
        nanoseconds = rest[..length] switch
        {
            "ns" => 1,
            "us" or "µs" or "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => 0,
        };
        rest = rest[length..];
        return nanoseconds != 0;
    }
}
