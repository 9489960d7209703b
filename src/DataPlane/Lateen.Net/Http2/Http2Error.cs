namespace Lateen.Net.Http2;

/// <summary>What a peer did wrong.</summary>
public enum Http2Error : byte
{
    None,

    /// <summary>A frame that must not come here, or whose content contradicts itself.</summary>
    Protocol,
    FrameSize,
    FlowControl,
    StreamClosed,
    Compression,

    /// <summary>A field that HTTP/2 forbids, or that is no field at all.</summary>
    InvalidField,

    /// <summary>Fields that are well formed, but do not make a request or a response.</summary>
    InvalidMessage,

    /// <summary>Body and content-length differ.</summary>
    LengthMismatch,

    /// <summary>A stream that says it depends on itself (RFC 7540 section 5.3.1; priorities are not used otherwise).</summary>
    SelfDependency,
    TooManyHeaders,
    HeadersTooLarge,
    UnexpectedUnderscore,

    /// <summary>More control frames were asked for than the peer reads answers.</summary>
    ControlFlood,
    EmptyFramesFlood,

    /// <summary>A header block longer than any list may be, perhaps without an end.</summary>
    HeaderBlockFlood,
    PriorityFlood,
    WindowUpdateFlood,

    /// <summary>Streams opened and reset at once, again and again.</summary>
    PrematureResets,
}

/// <summary>What each error is called, on the wire and in logs.</summary>
public static class Http2Errors
{
    public static Http2ErrorCode Code(this Http2Error error) => error switch
    {
        Http2Error.None => Http2ErrorCode.NoError,
        Http2Error.FrameSize => Http2ErrorCode.FrameSizeError,
        Http2Error.FlowControl => Http2ErrorCode.FlowControlError,
        Http2Error.StreamClosed => Http2ErrorCode.StreamClosed,
        Http2Error.Compression => Http2ErrorCode.CompressionError,
        Http2Error.TooManyHeaders or Http2Error.HeadersTooLarge or Http2Error.UnexpectedUnderscore => Http2ErrorCode.InternalError,
        >= Http2Error.ControlFlood => Http2ErrorCode.EnhanceYourCalm,
        _ => Http2ErrorCode.ProtocolError,
    };

    /// <summary>%RESPONSE_CODE_DETAILS% of the streams that it ends, as Envoy writes them.</summary>
    public static string Details(this Http2Error error) => error switch
    {
        Http2Error.InvalidField => "http2.invalid.header.field",
        Http2Error.InvalidMessage => "http2.violation.of.messaging.rule",
        Http2Error.LengthMismatch => "http2.remote_reset",
        Http2Error.TooManyHeaders => "http2.too_many_headers",
        Http2Error.HeadersTooLarge => "http2.header_list_size_too_large",
        Http2Error.UnexpectedUnderscore => "http2.unexpected_underscore",
        Http2Error.ControlFlood => "http2.outbound_control_frames_flood",
        Http2Error.EmptyFramesFlood => "http2.inbound_empty_frames_flood",
        Http2Error.HeaderBlockFlood => "http2.header_list_size_too_large",
        Http2Error.PriorityFlood => "http2.inbound_priority_frames_flood",
        Http2Error.WindowUpdateFlood => "http2.inbound_window_update_frames_flood",
        Http2Error.PrematureResets => "http2.remote_reset",
        _ => "http2.codec_error",
    };

    /// <summary>Whether only the stream ends: the connection's state is sound.</summary>
    public static bool IsOfStream(this Http2Error error) =>
        error is Http2Error.LengthMismatch or Http2Error.SelfDependency or Http2Error.TooManyHeaders or Http2Error.HeadersTooLarge or Http2Error.UnexpectedUnderscore;
}
