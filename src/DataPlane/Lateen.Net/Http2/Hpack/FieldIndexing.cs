using Lateen.Net.Http;

namespace Lateen.Net.Http2.Hpack;

/// <summary>Whether a field is worth a place in the dynamic table.</summary>
enum FieldIndexing : byte
{
    /// <summary>Likely to come again.</summary>
    Indexed,

    /// <summary>Different in nearly every message: it would only push out others.</summary>
    Varying,

    /// <summary>A secret, which must not be compressed anywhere on the way (RFC 7541 section 7.1.3).</summary>
    Never,
}

/// <summary>The choice by name.</summary>
static class FieldIndexings
{
    /// <summary>Cookies shorter than this could be guessed by trying.</summary>
    const int GuessableCookie = 20;

    public static FieldIndexing Of(HeaderId id, int valueLength) => id switch
    {
        HeaderId.Authorization => FieldIndexing.Never,
        HeaderId.Cookie when valueLength < GuessableCookie => FieldIndexing.Never,
        HeaderId.Path or HeaderId.ContentLength or HeaderId.ETag or HeaderId.Location or HeaderId.SetCookie or HeaderId.GrpcMessage
            or HeaderId.XRequestId or HeaderId.Traceparent or HeaderId.Tracestate or HeaderId.XB3SpanId or HeaderId.XB3ParentSpanId
            or HeaderId.XB3TraceId or HeaderId.XEnvoyUpstreamServiceTime or HeaderId.XEnvoyOriginalPath => FieldIndexing.Varying,
        _ => FieldIndexing.Indexed,
    };
}
