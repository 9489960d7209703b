namespace Lateen.Net;

/// <summary>How a connection ended.</summary>
public enum CloseKind : byte
{
    /// <summary>Both directions ended in order.</summary>
    Completed,

    /// <summary>We called Close.</summary>
    Local,

    /// <summary>We called Abort.</summary>
    Aborted,

    /// <summary>The peer reset it (ECONNRESET, EPIPE).</summary>
    PeerReset,

    /// <summary>The connection could not be made: refused, unreachable, no descriptor.</summary>
    ConnectFailed,

    /// <summary>The kernel gave up on the peer (ETIMEDOUT: keepalive or retransmission).</summary>
    TimedOut,

    /// <summary>More unconsumed bytes than <see cref="IConnection.ReadLimit"/>.</summary>
    ReadLimit,

    /// <summary>The TLS handshake failed or the peer broke the protocol; <see cref="CloseReason.Detail"/> says how.</summary>
    TlsError,

    /// <summary>The loop was stopped.</summary>
    LoopStopped,

    /// <summary>Any other error of the socket.</summary>
    Error,
}
