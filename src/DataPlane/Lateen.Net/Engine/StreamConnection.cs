namespace Lateen.Net.Engine;

/// <summary>
/// The state machine of a connection, the same for every engine, so that a simulation runs the code that production runs. An engine subclasses it
/// with five transport calls and reports readiness. Handlers are called from three steps of a batch only: readiness, <see cref="Deliver"/>, <see cref="Flush"/>.
/// </summary>
abstract unsafe class StreamConnection : IConnection, ITimerHandler
{
    const int DefaultHighWatermark = 1024 * 1024;
    const int DefaultReadLimit = 64 * 1024;
    const int MinimumReadLimit = 4096;

    /// <summary>Writes of this size go out at once with all that is pending, straight from the caller's memory: a copy would cost more than the system call saves.</summary>
    const int DirectWriteBytes = 8 * 1024;

    /// <summary>Pieces per writev; IOV_MAX is 1024, and 16 medium slabs fill any socket buffer.</summary>
    const int VectorsPerSend = 16;

    internal WorkMarks Queued;

    readonly SlabChain output;
    IConnectionHandler handler;
    UnconsumedBytes rest;
    LoopTimer? lingerTimer;
    CloseReason ending;
    long lingerNanoseconds;
    int lowWatermark = DefaultHighWatermark / 2;
    int highWatermark = DefaultHighWatermark;
    int readLimit = DefaultReadLimit;
    ConnectionPhase phase = ConnectionPhase.Connecting;

    // Input: the socket may have bytes; the peer is known to have sent FIN or RST; OnReadClosed was called; bytes not consumed must be presented again.
    bool readable;
    bool hangup;
    bool paused;
    bool readEnded;
    bool redeliver;

    // Output: the kernel took less than it was given; a FIN is asked for; it is sent.
    bool blocked;
    bool aboveHigh;
    bool finWanted;
    bool finSent;
    bool closeWhenOpen;
    bool openLater;

    protected StreamConnection(EventLoopCore loop, IConnectionHandler handler)
    {
        Core = loop;
        this.handler = handler;
        output = new SlabChain(loop.Slabs);
        loop.Attach(this);
    }

    public IEventLoop Loop => Core;

    public IConnectionHandler Handler
    {
        get => handler;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            handler = value;
            if (!rest.IsEmpty)
                Redeliver();
        }
    }

    public abstract NetAddress LocalAddress { get; }

    public abstract NetAddress RemoteAddress { get; }

    public ITlsSession? Tls => null;

    public bool IsConnected => phase is ConnectionPhase.Open or ConnectionPhase.Closing or ConnectionPhase.Lingering;

    public long PendingBytes => output.Length;

    public bool IsAboveHighWatermark => aboveHigh;

    public long BytesReceived { get; protected set; }

    public long BytesSent { get; protected set; }

    public bool IsReadingPaused => paused;

    public virtual int Descriptor => -1;

    public int ReadLimit
    {
        get => readLimit;
        set => readLimit = Math.Max(MinimumReadLimit, value);
    }

    protected EventLoopCore Core { get; }

    /// <summary>Nothing may be appended any more.</summary>
    bool OutputClosed => finWanted || phase > ConnectionPhase.Open;

    public void SetWatermarks(int low, int high)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(high);
        ArgumentOutOfRangeException.ThrowIfNegative(low);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(low, high);
        lowWatermark = low;
        highWatermark = high;
        if (output.Length > high)
            aboveHigh = true;
        Core.QueueFlush(this);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (OutputClosed || bytes.IsEmpty)
            return;
        if (bytes.Length >= DirectWriteBytes && phase == ConnectionPhase.Open && !blocked)
            bytes = bytes[(int)SendWith(bytes)..];
        output.Append(bytes);
        NoteOutput();
    }

    public void Write(SlabChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (OutputClosed)
        {
            chain.Clear();
            return;
        }

        output.Append(chain);
        NoteOutput();
    }

    public Span<byte> GetSpan(int sizeHint) => OutputClosed ? new byte[sizeHint] : output.GetSpan(sizeHint);

    public void Advance(int count)
    {
        if (OutputClosed)
            return;
        output.Advance(count);
        NoteOutput();
    }

    public void PauseReading() => paused = true;

    public void ResumeReading()
    {
        if (!paused)
            return;
        paused = false;
        redeliver = true;
        Core.QueueDelivery(this);
    }

    public void ShutdownWrite()
    {
        if (OutputClosed)
            return;
        finWanted = true;
        Core.QueueFlush(this);
    }

    public void Close(long lingerNanoseconds = 0)
    {
        if (phase >= ConnectionPhase.Closing)
            return;
        this.lingerNanoseconds = lingerNanoseconds;
        if (phase == ConnectionPhase.Connecting && !output.IsEmpty)
        {
            // What was written is still to be sent; Open turns into Closing when the connection stands.
            finWanted = true;
            closeWhenOpen = true;
            return;
        }

        ending = new CloseReason(CloseKind.Local);
        phase = phase == ConnectionPhase.Connecting ? ConnectionPhase.Ending : ConnectionPhase.Closing;
        Core.QueueFlush(this);
    }

    public void Abort()
    {
        if (phase < ConnectionPhase.Ending)
            Fail(new CloseReason(CloseKind.Aborted));
    }

    public virtual bool TryGetOriginalDestination(out NetAddress address)
    {
        address = default;
        return false;
    }

    public virtual bool TrySpliceTo(IConnection destination) => false;

    public void OnTimer(LoopTimer timer) => Finish();

    // ---- called by the engine ----

    /// <summary>The transport stands. Not from inside a handler.</summary>
    internal void Open()
    {
        openLater = false;
        if (phase != ConnectionPhase.Connecting)
            return;
        phase = ConnectionPhase.Open;
        handler.OnConnected(this);
        if (closeWhenOpen && phase == ConnectionPhase.Open)
        {
            finWanted = false;
            Close(lingerNanoseconds);
        }

        if (!output.IsEmpty || finWanted)
            Core.QueueFlush(this);
        if (readable)
            Core.QueueDelivery(this);
    }

    /// <summary>Edge-triggered readiness. <paramref name="hangup"/>: a FIN or an error is known to be behind the bytes, so a short read is not the end.</summary>
    internal void Ready(bool canRead, bool canWrite, bool hangup)
    {
        try
        {
            OnReady(canRead, canWrite, hangup);
        }
        catch (Exception exception) when (Core.Report(exception))
        {
            FailInternally();
        }
    }

    /// <summary>The delivery step of a batch.</summary>
    internal void RunDelivery()
    {
        try
        {
            Deliver();
        }
        catch (Exception exception) when (Core.Report(exception))
        {
            FailInternally();
        }
    }

    /// <summary>The flush step of a batch.</summary>
    internal void RunFlush()
    {
        try
        {
            Flush();
        }
        catch (Exception exception) when (Core.Report(exception))
        {
            FailInternally();
        }
    }

    void FailInternally() => Fail(new CloseReason(CloseKind.Error, 0, "internal error"));

    void OnReady(bool canRead, bool canWrite, bool hangup)
    {
        if (phase >= ConnectionPhase.Ending)
            return;
        if (canWrite && blocked)
        {
            blocked = false;
            Core.QueueFlush(this);
        }

        if (!canRead && !hangup)
            return;
        readable = true;
        this.hangup |= hangup;
        if (hangup && (paused || readEnded || phase == ConnectionPhase.Closing))
            NoticeReset();
        else
            Deliver();
    }

    /// <summary>Presents what waits, then reads once.</summary>
    protected virtual void Deliver()
    {
        if (openLater)
            Open();
        if (phase == ConnectionPhase.Lingering)
        {
            Discard();
            return;
        }

        if (phase != ConnectionPhase.Open)
            return;
        if (redeliver && !paused)
        {
            redeliver = false;
            if (!rest.IsEmpty)
                PresentRest();
        }

        if (readable && !paused && !readEnded && phase == ConnectionPhase.Open)
            ReadOnce();
    }

    /// <summary>Sends what is pending, then the FIN, then ends what has ended.</summary>
    protected virtual void Flush()
    {
        if (phase == ConnectionPhase.Ended)
            return;
        if (phase == ConnectionPhase.Ending)
        {
            Finish();
            return;
        }

        if (phase == ConnectionPhase.Connecting)
            return;
        if (!output.IsEmpty && !blocked)
            SendWith(default);
        if (phase == ConnectionPhase.Ending)
        {
            Finish();
            return;
        }

        NoteDrained();
        if (output.IsEmpty && CanSendFin)
            EndOutput();
    }

    /// <summary>True unless the transport still holds bytes of ours that are not in the output chain (splice).</summary>
    protected virtual bool CanSendFin => true;

    /// <summary>Ends at once with a reason of the engine's; OnClosed is called before this returns.</summary>
    internal void End(CloseReason reason)
    {
        if (phase >= ConnectionPhase.Ended)
            return;
        Fail(reason);
        Finish();
    }

    /// <summary>The transport stands already; OnConnected comes later in this batch.</summary>
    protected void OpenLater()
    {
        openLater = true;
        Core.QueueDelivery(this);
    }

    // ---- the transport ----

    /// <summary>Bytes received, 0 for FIN, or a negated errno.</summary>
    protected abstract nint Receive(byte* buffer, int length);

    /// <summary>Bytes taken by the kernel, or a negated errno.</summary>
    protected abstract nint Send(IoVector* vectors, int count);

    protected abstract void SendFin();

    protected abstract void CloseTransport(bool reset);

    /// <summary>Bytes that could be read now without waiting.</summary>
    protected abstract int AvailableBytes { get; }

    /// <summary>The pending error of the transport, 0 for none; reading it clears it.</summary>
    protected abstract int TakeError();

    /// <summary>For engines that move bytes themselves: the input ended behind what they moved.</summary>
    protected void EndInput()
    {
        readEnded = true;
        readable = false;
        rest.Free(Core.Slabs);
        handler.OnReadClosed();
        if (finSent && phase == ConnectionPhase.Open)
            Complete();
    }

    /// <summary>The connection can move bytes without its handler: connected, and nothing is held back here.</summary>
    protected bool IsIdleForSplice => phase == ConnectionPhase.Open && rest.IsEmpty && !readEnded;

    protected bool IsOutputOpen => phase == ConnectionPhase.Open && !finWanted;

    protected bool IsOpen => phase == ConnectionPhase.Open;

    protected bool HasEnded => phase >= ConnectionPhase.Ending;

    protected bool OutputIsIdle => output.IsEmpty && !blocked;

    protected bool MayBeReadable
    {
        get => readable;
        set => readable = value;
    }

    /// <summary>The kernel's buffer is full; the next writable edge queues a flush.</summary>
    protected void MarkBlocked() => blocked = true;

    // ---- input ----

    void ReadOnce()
    {
        if (!rest.IsEmpty)
            rest.MakeRoom(Core.Slabs, readLimit);
        var buffer = rest.IsEmpty ? Core.ReadBuffer : rest.Tail;
        var room = rest.IsEmpty ? EventLoopCore.ReadBufferBytes : rest.Room;
        var received = Receive(buffer, room);
        if (received > 0)
        {
            BytesReceived += received;
            // A short read emptied the socket; the next byte makes a new edge. Behind a hangup there is none.
            readable = hangup || received == room;
            Present((int)received);
            if (readable && !paused && !readEnded && phase == ConnectionPhase.Open)
                Core.QueueAgain(this);
        }
        else if (received == 0)
        {
            EndInput();
        }
        else if (received == -Errno.EAGAIN)
        {
            readable = false;
        }
        else
        {
            Fail(Errno.ToReason((int)-received));
        }
    }

    void Present(int received)
    {
        if (!rest.IsEmpty)
        {
            rest.Commit(received);
            PresentRest();
            return;
        }

        var bytes = new ReadOnlySpan<byte>(Core.ReadBuffer, received);
        var used = Offer(bytes);
        if (used < received && phase == ConnectionPhase.Open)
            rest.Append(Core.Slabs, bytes[used..]);
        if (used == 0)
            CheckReadLimit(received);
    }

    void PresentRest()
    {
        var length = rest.Length;
        var used = Offer(rest.Bytes);
        rest.Consume(Core.Slabs, used);
        if (used == 0)
            CheckReadLimit(length);
    }

    /// <summary>Calls the handler, and again where it has put another in its place, and returns how many bytes were consumed in all.</summary>
    int Offer(ReadOnlySpan<byte> bytes)
    {
        var total = 0;
        while (true)
        {
            var called = handler;
            redeliver = false;
            var used = called.OnReceived(bytes[total..]);
            if ((uint)used > (uint)(bytes.Length - total))
                throw new InvalidOperationException($"{called.GetType().Name} consumed {used} of {bytes.Length - total} bytes.");
            total += used;
            if (phase != ConnectionPhase.Open)
                return total;
            if (ReferenceEquals(called, handler) || total == bytes.Length || paused)
                break;
        }

        return total;
    }

    void Redeliver()
    {
        redeliver = true;
        if (!paused)
            Core.QueueDelivery(this);
    }

    void CheckReadLimit(int presented)
    {
        if (presented >= readLimit && !paused && !redeliver && phase == ConnectionPhase.Open)
            Fail(new CloseReason(CloseKind.ReadLimit));
    }

    /// <summary>The transport reports an end while nobody reads. A reset with nothing left to read is final; anything else waits for the reader.</summary>
    void NoticeReset()
    {
        if (!readEnded && phase != ConnectionPhase.Closing && AvailableBytes > 0)
            return;
        var error = TakeError();
        if (error != 0)
            Fail(Errno.ToReason(error));
    }

    void Discard()
    {
        for (var i = 0; i < 4; i++)
        {
            var received = Receive(Core.ReadBuffer, EventLoopCore.ReadBufferBytes);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0)
            {
                phase = ConnectionPhase.Ending;
                Core.QueueFlush(this);
                return;
            }
        }

        Core.QueueAgain(this);
    }

    // ---- output ----

    /// <summary>
    /// Sends the chain and, behind it, <paramref name="tail"/>, in one call where they fit; returns how many bytes of the tail were taken. Errors end the
    /// connection later in the batch.
    /// </summary>
    long SendWith(ReadOnlySpan<byte> tail)
    {
        var vectors = stackalloc IoVector[VectorsPerSend];
        var tailTaken = 0L;
        fixed (byte* tailBytes = tail)
        {
            while (!blocked && (output.Length > 0 || tailTaken < tail.Length))
            {
                var count = Gather(vectors, out var fromChain);
                var offered = fromChain;
                if (fromChain == output.Length && tailTaken < tail.Length && count < VectorsPerSend)
                {
                    vectors[count++] = new IoVector { Base = tailBytes + tailTaken, Length = (nuint)(tail.Length - tailTaken) };
                    offered += tail.Length - tailTaken;
                }

                var sent = Send(vectors, count);
                if (sent < 0)
                {
                    NoteSendError((int)-sent);
                    break;
                }

                BytesSent += sent;
                // A partial send filled the socket, and makes the kernel tell when there is room again.
                blocked = sent < offered;
                var chainSent = Math.Min(sent, fromChain);
                output.Consume(chainSent);
                tailTaken += sent - chainSent;
            }
        }

        return tailTaken;
    }

    int Gather(IoVector* vectors, out long bytes)
    {
        var count = 0;
        bytes = 0;
        for (var slab = output.FirstSlab; slab != null && count < VectorsPerSend; slab = slab->Next)
        {
            if (slab->Length == 0)
                continue;
            vectors[count++] = new IoVector { Base = Slab.Bytes(slab) + slab->Start, Length = (nuint)slab->Length };
            bytes += slab->Length;
        }

        return count;
    }

    void NoteSendError(int errno)
    {
        if (errno == Errno.EAGAIN)
        {
            blocked = true;
            return;
        }

        // The peer may have answered before it reset; what it said is read first, by the reader, who then meets the same error.
        if (phase == ConnectionPhase.Open && !paused && !readEnded && AvailableBytes > 0)
        {
            output.Clear();
            blocked = true;
            readable = true;
            hangup = true;
            Core.QueueDelivery(this);
            return;
        }

        Fail(Errno.ToReason(errno));
    }

    void NoteOutput()
    {
        if (output.Length > highWatermark)
            aboveHigh = true;
        if (!blocked && (aboveHigh || !output.IsEmpty))
            Core.QueueFlush(this);
    }

    void NoteDrained()
    {
        if (!aboveHigh || output.Length > lowWatermark)
            return;
        aboveHigh = false;
        if (phase == ConnectionPhase.Open)
            handler.OnWritable();
    }

    void EndOutput()
    {
        if (phase == ConnectionPhase.Closing)
        {
            if (lingerNanoseconds > 0 && !readEnded)
                Linger();
            else
                Finish();
        }
        else if (finWanted && !finSent)
        {
            finSent = true;
            SendFin();
            if (readEnded)
                Complete();
        }
    }

    void Linger()
    {
        phase = ConnectionPhase.Lingering;
        rest.Free(Core.Slabs);
        if (!finSent)
            SendFin();
        finSent = true;
        lingerTimer = new LoopTimer(this);
        Core.Schedule(lingerTimer, lingerNanoseconds);
        Discard();
    }

    // ---- the end ----

    void Complete() => Fail(new CloseReason(CloseKind.Completed));

    /// <summary>Decides how the connection ends; the flush step of this batch reports it.</summary>
    protected void Fail(CloseReason reason)
    {
        if (phase >= ConnectionPhase.Ending)
            return;
        if (phase == ConnectionPhase.Connecting && reason.Errno != 0)
            ending = reason with { Kind = CloseKind.ConnectFailed };
        else if (phase != ConnectionPhase.Lingering)
            ending = reason;
        phase = ConnectionPhase.Ending;
        Core.QueueFlush(this);
    }

    void Finish()
    {
        if (phase == ConnectionPhase.Ended)
            return;
        phase = ConnectionPhase.Ended;
        if (lingerTimer is not null)
            Core.Cancel(lingerTimer);
        rest.Free(Core.Slabs);
        output.Clear();
        Core.Detach(this);
        CloseTransport(reset: ending.Kind is CloseKind.Aborted or CloseKind.ReadLimit or CloseKind.LoopStopped);
        handler.OnClosed(ending);
    }
}
