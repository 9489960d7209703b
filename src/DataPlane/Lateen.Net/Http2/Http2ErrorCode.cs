namespace Lateen.Net.Http2;

/// <summary>The codes of RST_STREAM and GOAWAY (RFC 9113 section 7). A peer may send others.</summary>
public enum Http2ErrorCode : uint
{
    NoError,
    ProtocolError,
    InternalError,
    FlowControlError,
    SettingsTimeout,
    StreamClosed,
    FrameSizeError,
    RefusedStream,
    Cancel,
    CompressionError,
    ConnectError,
    EnhanceYourCalm,
    InadequateSecurity,
    Http11Required,
}
