using System.Globalization;
using Lateen.Net.Http;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>%START_TIME%: when the stream began, in UTC, as 2024-01-01T00:00:00.000Z or by a strftime pattern.</summary>
sealed class TimeOperator : LogOperator
{
    readonly string? _pattern;

    TimeOperator(string? pattern) => _pattern = pattern;

    public static TimeOperator? TryCreate(string? pattern, out string? error)
    {
        pattern = string.IsNullOrEmpty(pattern) ? null : pattern;
        error = null;
        if (pattern is not null && UnknownSpecifier(pattern) is { } specifier)
            error = $"%START_TIME({pattern})%: the specifier %{specifier} is not supported";
        return error is null ? new TimeOperator(pattern) : null;
    }

    public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        var time = info.StartWall.UtcDateTime;
        if (_pattern is null)
            WriteDefault(line, time);
        else
            WritePattern(line, time);
        return true;
    }

    static void WriteDefault(LogLine line, DateTime time)
    {
        WriteDate(line, time);
        line.Append("T"u8);
        WriteClock(line, time);
        line.Append("."u8);
        line.Append(time.Millisecond, 3);
        line.Append("Z"u8);
    }

    static void WriteDate(LogLine line, DateTime time)
    {
        line.Append(time.Year, 4);
        line.Append("-"u8);
        line.Append(time.Month, 2);
        line.Append("-"u8);
        line.Append(time.Day, 2);
    }

    static void WriteClock(LogLine line, DateTime time)
    {
        line.Append(time.Hour, 2);
        line.Append(":"u8);
        line.Append(time.Minute, 2);
        line.Append(":"u8);
        line.Append(time.Second, 2);
    }

    void WritePattern(LogLine line, DateTime time)
    {
        for (var i = 0; i < _pattern!.Length; i++)
        {
            if (_pattern[i] != '%' || i + 1 == _pattern.Length)
                line.Append(_pattern.AsSpan(i, 1));
            else
                WriteSpecifier(line, time, ref i);
        }
    }

    void WriteSpecifier(LogLine line, DateTime time, ref int i)
    {
        var specifier = _pattern![++i];
        if (char.IsAsciiDigit(specifier) && i + 1 < _pattern.Length)
        {
            i++;
            WriteFraction(line, time, specifier - '0');
            return;
        }

        switch (specifier)
        {
            case 'Y': line.Append(time.Year, 4); break;
            case 'm': line.Append(time.Month, 2); break;
            case 'd': line.Append(time.Day, 2); break;
            case 'H': line.Append(time.Hour, 2); break;
            case 'M': line.Append(time.Minute, 2); break;
            case 'S': line.Append(time.Second, 2); break;
            case 'F': WriteDate(line, time); break;
            case 'T': WriteClock(line, time); break;
            case 's': line.Append(new DateTimeOffset(time).ToUnixTimeSeconds()); break;
            case 'f': WriteFraction(line, time, 9); break;
            case 'Z': line.Append("UTC"u8); break;
            case 'z': line.Append("+0000"u8); break;
            case 'b': line.Append(time.ToString("MMM", CultureInfo.InvariantCulture)); break;
            case 'a': line.Append(time.ToString("ddd", CultureInfo.InvariantCulture)); break;
            default: line.Append("%"u8); break;
        }
    }

    static void WriteFraction(LogLine line, DateTime time, int digits)
    {
        var nanoseconds = (int)(time.Ticks % TimeSpan.TicksPerSecond) * 100;
        var length = line.Length;
        line.Append(nanoseconds, 9);
        line.Truncate(length + Math.Clamp(digits, 1, 9));
    }

    static char? UnknownSpecifier(string pattern)
    {
        for (var i = 0; i + 1 < pattern.Length; i++)
        {
            if (pattern[i] != '%')
                continue;
            i++;
            if (char.IsAsciiDigit(pattern[i]) && i + 1 < pattern.Length && pattern[i + 1] == 'f')
                i++;
            else if (!"YmdHMSFTsfZzba%".Contains(pattern[i]))
                return pattern[i];
        }

        return null;
    }
}
