using System.Buffers.Text;
using Lateen.Net.Http;

namespace Lateen.Proxy.Matching;

/// <summary>
/// A condition on one header (envoy.config.route.v3.HeaderMatcher). Lines of a repeated header are tested one by one and one match is enough; headers that a
/// codec joins by commas are one value. A condition on the value of an absent header is false, inverted or not, unless
/// <see cref="TreatMissingAsEmpty"/>.
/// </summary>
/// <param name="Name">`host` is `:authority`; `:method`, `:path` (with query), `:authority` and `:scheme` are names too.</param>
/// <param name="Value">The condition; <see cref="HeaderValueMatcher.Present"/> when the configuration gives none.</param>
/// <param name="Invert">The opposite of the condition; of several lines none may match then.</param>
public sealed record HeaderMatcher(HeaderName Name, HeaderValueMatcher Value, bool Invert = false, bool TreatMissingAsEmpty = false)
{
    const int JoinedLimit = 2048;

    /// <summary>For a request.</summary>
    public bool IsMatch(in RequestView request)
    {
        if (!request.TryGetHeader(Name, out var value)) return IsMatchOfAbsent();
        if (Value is HeaderValueMatcher.PresentMatch present) return present.Wanted != Invert;
        return (IsPseudo ? Value.IsMatch(value) : IsMatchOfLines(request)) != Invert;
    }

    /// <summary>For a response or trailers; pseudo names don't occur there except `:status`, which is <paramref name="status"/>.</summary>
    public bool IsMatch(HeaderTable headers, int status)
    {
        if (Name.Id == HeaderId.Status) return IsMatchOfStatus(status);
        if (!headers.Contains(Name)) return IsMatchOfAbsent();
        if (Value is HeaderValueMatcher.PresentMatch present) return present.Wanted != Invert;
        return AnyLineMatches(headers) != Invert;
    }

    bool IsPseudo => Name.Bytes[0] == (byte)':';

    bool IsMatchOfAbsent()
    {
        if (Value is HeaderValueMatcher.PresentMatch present) return !present.Wanted != Invert;
        return TreatMissingAsEmpty && Value.IsMatch([]) != Invert;
    }

    bool IsMatchOfStatus(int status)
    {
        Span<byte> text = stackalloc byte[11];
        Utf8Formatter.TryFormat(status, text, out var length);
        return Value.IsMatch(text[..length]) != Invert;
    }

    bool IsMatchOfLines(in RequestView request)
    {
        if (!IsJoinedByCodec) return AnyLineMatches(request.Headers);
        Span<byte> scratch = stackalloc byte[JoinedLimit];
        return request.TryGetJoined(Name, scratch, out var value, out var complete) && complete ? Value.IsMatch(value) : IsMatchOfLongJoin(request);
    }

    bool IsMatchOfLongJoin(in RequestView request)
    {
        var scratch = new byte[request.Headers.MaxLinesLength];
        request.TryGetJoined(Name, scratch, out var value, out _);
        return Value.IsMatch(value);
    }

    bool AnyLineMatches(HeaderTable headers)
    {
        foreach (var line in headers.ValuesOf(Name))
            if (Value.IsMatch(line)) return true;
        return false;
    }

    /// <summary>Envoy's inline headers: repeated lines arrive as one value. Cookies and tracing headers keep their lines.</summary>
    bool IsJoinedByCodec => Name.Id is not (HeaderId.None or HeaderId.Cookie or HeaderId.SetCookie or HeaderId.Traceparent or HeaderId.Tracestate
        or HeaderId.Baggage or HeaderId.EarlyData or (>= HeaderId.XB3Flags and <= HeaderId.XB3TraceId));
}
