namespace Lateen.Net.Http1;

/// <summary>Why a message was refused.</summary>
public enum Http1Error : byte
{
    None,

    /// <summary>Not HTTP/1, or a rule of its grammar is broken.</summary>
    Codec,

    /// <summary>A byte that may not stand in a target, field name or value.</summary>
    InvalidCharacters,

    /// <summary>A request target of none of the four forms, or with an impossible port.</summary>
    InvalidUrl,

    /// <summary>An absolute target whose scheme is neither http nor https.</summary>
    InvalidScheme,

    /// <summary>A Host that is no authority.</summary>
    InvalidAuthority,

    /// <summary>A transfer coding other than one "chunked".</summary>
    InvalidTransferEncoding,

    /// <summary>Both Content-Length and Transfer-Encoding.</summary>
    ContentLengthAndChunked,

    /// <summary>A length where the message can have no body (1xx, 204).</summary>
    ContentLengthNotAllowed,

    /// <summary>A transfer coding where the message can have no body (1xx, 204).</summary>
    TransferEncodingNotAllowed,

    /// <summary>A body on CONNECT or on an upgrade.</summary>
    BodyDisallowed,

    /// <summary>Connection names a field that must not be removed.</summary>
    ConnectionHeaderRejected,

    /// <summary>Head or trailers are longer than the limit.</summary>
    HeadersTooLarge,

    /// <summary>More fields than the limit.</summary>
    TooManyHeaders,

    /// <summary>An underscore in a field name, where configuration refuses it.</summary>
    UnexpectedUnderscore,

    /// <summary>HTTP/1.0 where it is not accepted, or a version that does not exist.</summary>
    LowVersion,
}

/// <summary>How a server answers each error (Envoy's statuses and %RESPONSE_CODE_DETAILS%).</summary>
public static class Http1Errors
{
    /// <summary>The status of the answer.</summary>
    public static int Status(this Http1Error error) => error switch
    {
        Http1Error.HeadersTooLarge or Http1Error.TooManyHeaders => 431,
        Http1Error.InvalidTransferEncoding => 501,
        Http1Error.LowVersion => 426,
        _ => 400,
    };

    /// <summary>The details as logged.</summary>
    public static string Details(this Http1Error error) => error switch
    {
        Http1Error.InvalidCharacters => "http1.invalid_characters",
        Http1Error.InvalidUrl => "http1.invalid_url",
        Http1Error.InvalidScheme => "http1.invalid_scheme",
        Http1Error.InvalidAuthority => "http.invalid_authority",
        Http1Error.InvalidTransferEncoding => "http1.invalid_transfer_encoding",
        Http1Error.ContentLengthAndChunked => "http1.content_length_and_chunked_not_allowed",
        Http1Error.ContentLengthNotAllowed => "http1.content_length_not_allowed",
        Http1Error.TransferEncodingNotAllowed => "http1.transfer_encoding_not_allowed",
        Http1Error.BodyDisallowed => "http1.body_disallowed",
        Http1Error.ConnectionHeaderRejected => "http1.connection_header_rejected",
        Http1Error.HeadersTooLarge => "http1.headers_too_large",
        Http1Error.TooManyHeaders => "http1.too_many_headers",
        Http1Error.UnexpectedUnderscore => "http1.unexpected_underscore",
        Http1Error.LowVersion => "low_version",
        _ => "http1.codec_error",
    };
}
