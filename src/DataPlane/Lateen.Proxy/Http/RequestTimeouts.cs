using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http;

/// <summary>The times that a request has, from its route and its fields. Zero means no bound. Pure.</summary>
readonly record struct RequestTimeouts(TimeSpan Global, TimeSpan PerTry, TimeSpan PerTryIdle)
{
    /// <summary>Reads and consumes the fields that change them; those of untrusted clients were removed before.</summary>
    public static RequestTimeouts Of(RequestHead request, ForwardAction action, RetryPolicy? policy)
    {
        var headers = request.Headers;
        var global = action.Timeout;
        if (action.MaxGrpcTimeout is { } max && GrpcStatuses.IsGrpc(headers))
            global = GrpcGlobal(headers, max);
        if (TakeMilliseconds(headers, HeaderId.XEnvoyUpstreamRqTimeoutMs) is { } asked)
            global = asked;
        var perTry = TakeMilliseconds(headers, HeaderId.XEnvoyUpstreamRqPerTryTimeoutMs) ?? policy?.PerTryTimeout ?? TimeSpan.Zero;
        if (global > TimeSpan.Zero && perTry >= global)
            perTry = TimeSpan.Zero;
        return new RequestTimeouts(global, perTry, policy?.PerTryIdleTimeout ?? TimeSpan.Zero);
    }

    /// <summary>The bound on a stream's life: the route's, else the connection manager's; grpc-timeout where the route looks at it.</summary>
    public static TimeSpan MaxDuration(RequestHead request, MaxStreamDuration? route, TimeSpan connectionManager)
    {
        if (route is null)
            return connectionManager;
        if (route.GrpcTimeoutHeaderMax is not { } max || ReadGrpcTimeout(request.Headers) is not { } asked)
            return route.Duration;
        return max == TimeSpan.Zero || asked < max ? asked : max;
    }

    /// <summary>Tells the upstream how long it has.</summary>
    public void SetExpected(HeaderTable headers, TimeSpan left)
    {
        var expected = PerTry > TimeSpan.Zero ? PerTry : left;
        if (expected <= TimeSpan.Zero)
        {
            headers.Remove(HeaderId.XEnvoyExpectedRqTimeoutMs);
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        ((long)expected.TotalMilliseconds).TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        headers.Set(HeaderId.XEnvoyExpectedRqTimeoutMs, digits[..length]);
    }

    /// <summary>grpc-timeout: up to eight digits and a unit; null when absent or malformed.</summary>
    internal static TimeSpan? ReadGrpcTimeout(HeaderTable headers)
    {
        var text = headers.Get(HeaderId.GrpcTimeout);
        if (text.Length is < 2 or > 9 || !Utf8Parser.TryParse(text[..^1], out long number, out var used) || used != text.Length - 1 || number < 0)
            return null;
        return text[^1] switch
        {
            (byte)'H' => TimeSpan.FromHours(Math.Min(number, 1_000_000)),
            (byte)'M' => TimeSpan.FromMinutes(number),
            (byte)'S' => TimeSpan.FromSeconds(number),
            (byte)'m' => TimeSpan.FromMilliseconds(number),
            (byte)'u' => TimeSpan.FromMicroseconds(number),
            (byte)'n' => TimeSpan.FromTicks((number + 99) / 100),
            _ => null,
        };
    }

    static TimeSpan GrpcGlobal(HeaderTable headers, TimeSpan max)
    {
        var asked = ReadGrpcTimeout(headers) ?? TimeSpan.Zero;
        return max > TimeSpan.Zero && (asked == TimeSpan.Zero || asked > max) ? max : asked;
    }

    static TimeSpan? TakeMilliseconds(HeaderTable headers, HeaderId id)
    {
        if (!headers.TryGet(id, out var text))
            return null;
        var isNumber = Utf8Parser.TryParse(text, out uint milliseconds, out var used) && used == text.Length;
        headers.Remove(id);
        return isNumber ? TimeSpan.FromMilliseconds(milliseconds) : null;
    }
}
