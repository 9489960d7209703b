namespace Lateen.Net;

/// <summary>
/// A stream of bytes in both directions, each of which ends on its own (half-close is real). Belongs to one loop. Layers such as TLS are connections
/// on top of a connection: who uses one cannot tell.
/// <para>
/// Writing appends to an output chain; the engine flushes it once per batch, large appends sooner. Nothing here calls the handler before it returns:
/// failures arrive by OnClosed. After Close, Abort or OnClosed every method is a harmless no-op.
/// </para>
/// </summary>
public interface IConnection
{
    IEventLoop Loop { get; }

    /// <summary>
    /// Who is called. May be changed at any time; the next callback goes to the new handler, which gets no OnConnected. Bytes that the old handler did not
    /// consume are presented to the new one, in the same batch. So a handler that consumes nothing is a peek: listener filters look at the first bytes
    /// and leave them for whoever is chosen.
    /// </summary>
    IConnectionHandler Handler { get; set; }

    /// <summary>Our end. For a redirected connection this is still the socket's own address; see <see cref="TryGetOriginalDestination"/>.</summary>
    NetAddress LocalAddress { get; }

    NetAddress RemoteAddress { get; }

    /// <summary>The TLS session of this connection; null when it is plaintext or not yet agreed.</summary>
    ITlsSession? Tls { get; }

    /// <summary>False before OnConnected and after OnClosed.</summary>
    bool IsConnected { get; }

    /// <summary>Bytes appended and not yet accepted by the kernel (for TLS: with what the layer below has pending).</summary>
    long PendingBytes { get; }

    /// <summary>
    /// True from the moment that <see cref="PendingBytes"/> exceeded the high watermark until it sank to the low one, which the handler learns by OnWritable. Check after
    /// writing and pause the source; nothing is refused, so who ignores it grows without bound.
    /// </summary>
    bool IsAboveHighWatermark { get; }

    /// <summary>Bytes received from and sent to the network so far on this layer, spliced ones included.</summary>
    long BytesReceived { get; }

    /// <inheritdoc cref="BytesReceived"/>
    long BytesSent { get; }

    /// <summary>
    /// Bytes; the defaults are 1 MiB and half of it (Envoy's per_connection_buffer_limit_bytes). 0 &lt;= low &lt;= high, high &gt; 0.
    /// </summary>
    void SetWatermarks(int low, int high);

    /// <summary>
    /// How many bytes the engine keeps that the handler has not consumed: at least 4 KiB, default 64 KiB. When that many are presented and the handler consumes none
    /// of them without pausing, it can never go on, and the connection is aborted with <see cref="CloseKind.ReadLimit"/>.
    /// </summary>
    int ReadLimit { get; set; }

    /// <summary>Appends a copy.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Room at the end of the output chain, at least <paramref name="sizeHint"/> bytes (1 to <see cref="SlabChain.MaxSpan"/>), to be filled in place and committed by <see cref="Advance"/>
    /// before anything else is done with the connection.
    /// </summary>
    Span<byte> GetSpan(int sizeHint);

    /// <summary>Commits what was written into <see cref="GetSpan"/>: 0 to the length of that span.</summary>
    void Advance(int count);

    /// <summary>Appends everything of <paramref name="chain"/>, which is empty afterwards; slabs are handed over, not copied. Same loop.</summary>
    void Write(SlabChain chain);

    /// <summary>
    /// No OnReceived and no OnReadClosed until resumed; the kernel's window then slows the peer. A reset is still reported, unless bytes are waiting to be read.
    /// Not counted: one resume undoes any number of pauses.
    /// </summary>
    void PauseReading();

    /// <summary>Undoes a pause; bytes not consumed before are presented again, in a later step of the batch, not inside this call.</summary>
    void ResumeReading();

    bool IsReadingPaused { get; }

    /// <summary>
    /// Sends FIN (TLS: close_notify and FIN) after what is pending. The peer's bytes still arrive. When both directions have ended, the connection closes by itself
    /// with <see cref="CloseKind.Completed"/>.
    /// </summary>
    void ShutdownWrite();

    /// <summary>
    /// Sends what is pending, then closes. Only OnClosed follows. With <paramref name="lingerNanoseconds"/> above 0 it sends FIN first and discards what the peer still sends
    /// until its FIN or the time is over, so that a response is not destroyed by a reset (Envoy's delayed_close_timeout). A peer that takes
    /// nothing keeps the connection until Abort: arm a timer.
    /// </summary>
    void Close(long lingerNanoseconds = 0);

    /// <summary>Drops what is pending and resets (RST). Only OnClosed follows.</summary>
    void Abort();

    /// <summary>
    /// The address that the client dialled before the kernel redirected it (SO_ORIGINAL_DST, IP6T_SO_ORIGINAL_DST). False when the connection
    /// was not redirected or the platform cannot tell.
    /// </summary>
    bool TryGetOriginalDestination(out NetAddress address);

    /// <summary>The socket, for options that only an extension knows; -1 when there is none.</summary>
    int Descriptor { get; }

    /// <summary>
    /// From now on everything received goes to <paramref name="destination"/> inside the kernel, behind what is pending there. The handler gets no more OnReceived;
    /// OnReadClosed, when the peer's FIN has been read and all was passed on, and OnClosed stay. Back-pressure is the engine's, <see cref="BytesReceived"/> goes on counting.
    /// False, and nothing changed, when the pair cannot: not both sockets of one loop, TLS, bytes not consumed, or no pipe to be had.
    /// </summary>
    bool TrySpliceTo(IConnection destination);
}
