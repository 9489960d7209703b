using Lateen.Net.Http;

namespace Lateen.Net.Http2;

/// <summary>Who owns a session. All calls come from <see cref="Http2Session.Receive"/> and the like, never inside a call that the owner makes for a stream.</summary>
public interface IHttp2SessionHandler
{
    /// <summary>A request has come; servers only. The handler owns its head, and answers who takes the stream's events.</summary>
    IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream);

    /// <summary>A request broke a rule and was answered with a reset; servers only.</summary>
    void OnRequestRefused(Http2Error error);

    /// <summary>The peer's settings have come or changed: more or fewer streams may be opened.</summary>
    void OnSettings();

    /// <summary>The peer takes no streams beyond <paramref name="lastStreamId"/>; those of ours that are were reset before this call.</summary>
    void OnGoAway(int lastStreamId, Http2ErrorCode code);

    /// <summary>A PING of ours came back.</summary>
    void OnPingAck();

    /// <summary>A stream is over on both sides; another may be opened in its place.</summary>
    void OnStreamClosed();

    /// <summary>The peer broke the protocol: GOAWAY is written, every stream was reset, and the connection must be closed.</summary>
    void OnFailed(Http2Error error);
}
