namespace Lateen.Net;

/// <summary>
/// Who uses a connection. All calls come on the connection's loop and never inside a call to the connection. The order is
/// OnConnected, then any of OnReceived, OnWritable, then at most one OnReadClosed, then exactly one OnClosed; nothing after it.
/// A connection that never came to be gets OnClosed alone.
/// </summary>
public interface IConnectionHandler
{
    void OnConnected(IConnection connection);

    /// <summary>
    /// Bytes from the peer, valid during the call only. Returns how many were consumed, 0 to the length; the rest stays with the engine and is presented
    /// again in front of what follows (at once after <see cref="IConnection.ResumeReading"/> or a change of the handler), so that a codec sees a head in one piece. A connection whose
    /// handler has consumed everything owns no buffer.
    /// </summary>
    int OnReceived(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// The peer's FIN (TLS: close_notify): it sends nothing more, but may still read. What was not consumed by then is dropped. Answer with
    /// <see cref="IConnection.ShutdownWrite"/> or Close, at once or when done.
    /// </summary>
    void OnReadClosed();

    /// <summary>The output sank to the low watermark after it had exceeded the high one.</summary>
    void OnWritable();

    /// <summary>The end, whoever wanted it. The connection holds nothing any more.</summary>
    void OnClosed(CloseReason reason);
}
