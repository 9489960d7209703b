using System.CommandLine.Parsing;
using System.Globalization;

namespace Lateen.Cli.Local;

/// <summary>Reads durations as Go and Kubernetes write them: 30s, 5m, 1h, 250ms.</summary>
internal static class DurationOption
{
    public static TimeSpan? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens is [var token] ? token.Value : "";
        foreach (var (unit, length) in Units)
            if (text.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
                return count * length;
        argument.AddError($"\"{text}\" is no duration; write 30s, 5m or 1h.");
        return null;
    }

    // ms before m and s: it ends like one and begins like the other.
    static readonly (string Unit, TimeSpan Length)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];
}
