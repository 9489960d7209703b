using System.Globalization;
using System.Text;
using Lateen.Net;

namespace Lateen.Proxy.Http;

/// <summary>The Date header's value (RFC 9110 section 5.6.7) of one worker, made at most once a second.</summary>
sealed class DateText(IEventLoop loop)
{
    readonly byte[] text = new byte[29];
    long second = -1;

    /// <summary>Now, as "Tue, 15 Nov 1994 08:12:31 GMT".</summary>
    public ReadOnlySpan<byte> Now()
    {
        var now = loop.UnixNanoseconds / 1_000_000_000;
        if (now == second)
            return text;
        second = now;
        DateTimeOffset.FromUnixTimeSeconds(now).TryFormat(text, out _, "R", CultureInfo.InvariantCulture);
        return text;
    }
}
