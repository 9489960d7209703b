using System.Globalization;
using System.Numerics;

namespace Lateen.Config.Reading;

/// <summary>What an unquoted scalar means.</summary>
enum ScalarType
{
    Text,
    Null,
    Bool,
    Number,
}

/// <summary>
/// A single value. Unquoted, it means what it means to kubectl: YAML 1.1's words for null and the truth values (also yes, no, on, off), numbers, otherwise text.
/// </summary>
sealed class YamlScalar(int line, int column, string value, bool isPlain, bool isBlock = false) : YamlNode(line, column)
{
    public string Value => value;

    /// <summary>Written behind "|" or "&gt;": its text begins on the next line.</summary>
    public bool IsBlock => isBlock;

    public ScalarType Type { get; } = isPlain ? TypeOf(value) : ScalarType.Text;

    public override bool IsNull => Type == ScalarType.Null;

    public override string Description => Type switch
    {
        ScalarType.Null => "null",
        ScalarType.Bool => "true or false",
        ScalarType.Number => "a number",
        _ => "text",
    };

    /// <summary>The truth value of a <see cref="ScalarType.Bool"/>.</summary>
    public bool IsTrue => value is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "y" or "Y" or "on" or "On" or "ON";

    /// <summary>Reads a whole number within the bounds: decimal, hexadecimal, octal, or a decimal fraction that is whole ("1.0", "1e3").</summary>
    public static bool TryReadInteger(string text, Int128 least, Int128 most, out Int128 number)
    {
        number = 0;
        if (text.Length is 0 or > 64)
            return false;
        var negative = text[0] == '-';
        var digits = text[0] is '-' or '+' ? text[1..] : text;
        if (!TryReadMagnitude(digits, out var magnitude) || magnitude > (UInt128)ulong.MaxValue + 1)
            return false;
        number = negative ? -(Int128)magnitude : (Int128)magnitude;
        return number >= least && number <= most;
    }

    static bool TryReadMagnitude(string digits, out UInt128 magnitude)
    {
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return UInt128.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out magnitude);
        if (digits.StartsWith("0b", StringComparison.Ordinal))
            return UInt128.TryParse(digits.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out magnitude);
        if (digits is ['0', _, ..] && digits.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 || digits.StartsWith("0o", StringComparison.Ordinal))
            return TryReadOctal(digits.AsSpan(digits.StartsWith("0o", StringComparison.Ordinal) ? 2 : 1), out magnitude);
        if (UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude))
            return true;
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var fraction)
            || fraction != decimal.Truncate(fraction) || fraction < 0)
            return false;
        magnitude = (UInt128)fraction;
        return true;
    }

    static bool TryReadOctal(ReadOnlySpan<char> digits, out UInt128 magnitude)
    {
        magnitude = 0;
        if (digits.Length is 0 or > 21 || digits.ContainsAnyExceptInRange('0', '7'))
            return false;
        foreach (var digit in digits)
            magnitude = magnitude * 8 + (uint)(digit - '0');
        return true;
    }

    /// <summary>Reads any number, also YAML's infinities.</summary>
    public static bool TryReadDouble(string text, out double number)
    {
        number = text.ToLowerInvariant() switch
        {
            ".inf" or "+.inf" or "infinity" => double.PositiveInfinity,
            "-.inf" or "-infinity" => double.NegativeInfinity,
            ".nan" or "nan" => double.NaN,
            _ => 0,
        };
        if (number != 0)
            return true;
        if (TryReadInteger(text, long.MinValue, ulong.MaxValue, out var whole))
        {
            number = (double)whole;
            return true;
        }

        const NumberStyles Float = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    static ScalarType TypeOf(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return ScalarType.Null;
            case "true" or "True" or "TRUE" or "false" or "False" or "FALSE":
            case "yes" or "Yes" or "YES" or "no" or "No" or "NO":
            case "y" or "Y" or "n" or "N":
            case "on" or "On" or "ON" or "off" or "Off" or "OFF":
                return ScalarType.Bool;
        }

        return LooksLikeNumber(text) && TryReadDouble(text, out _) ? ScalarType.Number : ScalarType.Text;
    }

    static bool LooksLikeNumber(string text) => char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' && text.Length > 1;
}
