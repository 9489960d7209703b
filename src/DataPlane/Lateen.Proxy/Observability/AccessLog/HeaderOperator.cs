using Lateen.Net.Http;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>%REQ(X?Y)%, %RESP(X?Y)%, %TRAILER(X?Y)%: the value of a header, or of another when it is absent.</summary>
sealed class HeaderOperator : LogOperator
{
    readonly string _source;
    readonly HeaderName _name;
    readonly HeaderName? _alternative;

    HeaderOperator(string source, HeaderName name, HeaderName? alternative) =>
        (_source, _name, _alternative) = (source, name, alternative);

    public static HeaderOperator? TryCreate(string source, string argument, out string? error)
    {
        var names = argument.ToLowerInvariant().Split('?');
        var wrong = names.Length > 2 ? argument : names.FirstOrDefault(name => !IsName(name));
        error = wrong is null ? null : $"%{source}({argument})%: '{wrong}' is not a header name, or more than one alternative is given";
        return wrong is null ? new HeaderOperator(source, HeaderName.Of(names[0]), names.Length > 1 ? HeaderName.Of(names[1]) : null) : null;
    }

    public override bool TryWrite(LogLine line, StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        Span<byte> scratch = stackalloc byte[4];
        if (!TryGet(_name, scratch, request, response, out var value)
            && (_alternative is null || !TryGet(_alternative, scratch, request, response, out value)))
            return false;
        if (_source == "REQ_WITHOUT_QUERY" && value.IndexOf((byte)'?') is >= 0 and var query)
            value = value[..query];
        line.Append(value);
        return !value.IsEmpty;
    }

    bool TryGet(HeaderName name, Span<byte> scratch, RequestHead? request, ResponseHead? response, out ReadOnlySpan<byte> value)
    {
        value = default;
        return _source switch
        {
            "REQ" or "REQ_WITHOUT_QUERY" => request is not null && request.TryGet(name, out value),
            "RESP" => response is not null && TryGetResponse(name, scratch, response, out value),
            _ => response is not null && response.Trailers.TryGet(name, out value),
        };
    }

    static bool TryGetResponse(HeaderName name, Span<byte> scratch, ResponseHead response, out ReadOnlySpan<byte> value)
    {
        // The status is formatted into the scratch, which outlives this call.
#pragma warning disable CS9080, CS9081
        return response.TryGet(name, scratch, out value);
#pragma warning restore CS9080, CS9081
    }

    static bool IsName(string name) => name is ":method" or ":path" or ":authority" or ":scheme" or ":status" || HeaderName.IsValid(name);
}
