using System.Globalization;

namespace Lateen.Config.Reading;

/// <summary>RFC 3339 times.</summary>
static class TimestampText
{
    static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.fffffffffK",
    ];

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        // Nanoseconds are finer than a tick; nothing in a mesh depends on them.
        var cut = text.Length > 28 && text.EndsWith('Z') && text.IndexOf('.') is var dot and > 0 ? string.Concat(text.AsSpan(0, dot + 8), "Z") : text;
        return DateTimeOffset.TryParseExact(cut, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}
