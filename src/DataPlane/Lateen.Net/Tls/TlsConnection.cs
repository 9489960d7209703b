using Lateen.Net.Engine;

namespace Lateen.Net.Tls;

/// <summary>
/// TLS as a connection on top of a connection: handler of the one below, connection of its own handler. What is written in a batch is
/// encrypted at its end, into as few records as it fits; large writes at once.
/// </summary>
sealed unsafe class TlsConnection : IConnection, IConnectionHandler, ILayer
{
    const int DirectWriteBytes = 8 * 1024;
    const int DefaultHighWatermark = 1024 * 1024;
    const int DefaultReadLimit = 64 * 1024;
    const int MinimumReadLimit = 4096;

    /// <summary>A failed handshake waits so long for the peer's FIN, so that the alert is not lost to a reset.</summary>
    const long AlertLingerNanoseconds = 1_000_000_000;

    readonly EventLoopCore core;
    readonly ITlsCodec codec;
    readonly SlabChain plain;
    IConnection inner = null!;
    IConnectionHandler handler;
    UnconsumedBytes rest;
    CloseReason? ending;
    long lingerNanoseconds;
    int highWatermark = DefaultHighWatermark;
    int readLimit = DefaultReadLimit;
    ConnectionPhase phase = ConnectionPhase.Connecting;
    bool stepQueued;
    bool paused;
    bool redeliver;
    bool readEnded;
    bool finWanted;
    bool finSent;
    bool closeWanted;
    bool aboveHigh;

    public TlsConnection(IEventLoop loop, ITlsCodec codec, IConnectionHandler handler)
    {
        core = (EventLoopCore)loop;
        this.codec = codec;
        this.handler = handler;
        plain = new SlabChain(loop.Slabs);
    }

    public IEventLoop Loop => core;

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

    public NetAddress LocalAddress => inner.LocalAddress;

    public NetAddress RemoteAddress => inner.RemoteAddress;

    public ITlsSession? Tls { get; private set; }

    public bool IsConnected => phase is ConnectionPhase.Open or ConnectionPhase.Closing;

    public long PendingBytes => plain.Length + inner.PendingBytes;

    public bool IsAboveHighWatermark => aboveHigh;

    /// <summary>Plaintext, as everything that is counted above the transport.</summary>
    public long BytesReceived { get; private set; }

    /// <inheritdoc cref="BytesReceived"/>
    public long BytesSent { get; private set; }

    public bool IsReadingPaused => paused;

    public int Descriptor => inner.Descriptor;

    public int ReadLimit
    {
        get => readLimit;
        set => readLimit = Math.Max(MinimumReadLimit, value);
    }

    bool OutputClosed => finWanted || closeWanted || phase > ConnectionPhase.Open;

    /// <summary>Takes an open connection (a server) or one that is being made (a client).</summary>
    public void Attach(IConnection connection) => inner = connection;

    public void SetWatermarks(int low, int high)
    {
        inner.SetWatermarks(low, high);
        highWatermark = high;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (OutputClosed || bytes.IsEmpty)
            return;
        if (bytes.Length >= DirectWriteBytes && phase == ConnectionPhase.Open)
        {
            EncryptPending();
            Encrypt(bytes);
        }
        else
        {
            plain.Append(bytes);
        }

        NoteOutput();
    }

    public Span<byte> GetSpan(int sizeHint) => OutputClosed ? new byte[sizeHint] : plain.GetSpan(sizeHint);

    public void Advance(int count)
    {
        if (OutputClosed)
            return;
        plain.Advance(count);
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

        plain.Append(chain);
        NoteOutput();
    }

    public void PauseReading()
    {
        paused = true;
        if (phase == ConnectionPhase.Open)
            inner.PauseReading();
    }

    public void ResumeReading()
    {
        if (!paused)
            return;
        paused = false;
        inner.ResumeReading();
        Redeliver();
    }

    public void ShutdownWrite()
    {
        if (OutputClosed)
            return;
        finWanted = true;
        QueueStep();
    }

    public void Close(long lingerNanoseconds = 0)
    {
        if (closeWanted || phase > ConnectionPhase.Open)
            return;
        closeWanted = true;
        this.lingerNanoseconds = lingerNanoseconds;
        QueueStep();
    }

    public void Abort()
    {
        if (phase == ConnectionPhase.Ended)
            return;
        phase = ConnectionPhase.Ending;
        inner.Abort();
    }

    public bool TryGetOriginalDestination(out NetAddress address) => inner.TryGetOriginalDestination(out address);

    public bool TrySpliceTo(IConnection destination) => false;

    // ---- from below ----

    public void OnConnected(IConnection connection) => GoOnWithHandshake(default);

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        if (phase == ConnectionPhase.Connecting)
            used = GoOnWithHandshake(bytes);
        if (phase == ConnectionPhase.Open)
            used += ReadAll(bytes[used..]);
        // What is left when the stream has ended, or nobody listens, is dropped.
        return phase == ConnectionPhase.Open && !readEnded ? used : bytes.Length;
    }

    public void OnReadClosed()
    {
        if (readEnded)
            return;
        var when = phase == ConnectionPhase.Connecting ? "during the TLS handshake" : "without close_notify";
        End(new CloseReason(CloseKind.PeerReset, 0, $"the peer closed the connection {when}"));
        inner.Abort();
    }

    public void OnWritable() => NoteDrained();

    public void OnClosed(CloseReason reason)
    {
        phase = ConnectionPhase.Ended;
        plain.Clear();
        rest.Free(core.Slabs);
        codec.Dispose();
        handler.OnClosed(ending ?? reason);
    }

    public void RunStep()
    {
        stepQueued = false;
        try
        {
            Step();
        }
        catch (Exception exception) when (core.Report(exception))
        {
            End(new CloseReason(CloseKind.Error, 0, "internal error"));
            inner.Abort();
        }
    }

    void Step()
    {
        if (phase == ConnectionPhase.Connecting && closeWanted && plain.IsEmpty)
            CloseInner();
        if (phase != ConnectionPhase.Open)
            return;
        if (redeliver && !paused)
        {
            PresentRest();
            ReadAll(default);
        }

        if (phase != ConnectionPhase.Open)
            return;
        EncryptPending();
        if (closeWanted)
            CloseInner();
        else if (finWanted && !finSent)
            EndOutput();
        else if (aboveHigh && !inner.IsAboveHighWatermark)
            NoteDrained();
    }

    // ---- handshake ----

    int GoOnWithHandshake(ReadOnlySpan<byte> bytes)
    {
        var step = codec.Handshake(bytes, out var used);
        SendOutput();
        if (step == TlsStep.Ready)
            Open();
        else if (step == TlsStep.Failed)
            Fail();
        return used;
    }

    void Open()
    {
        phase = ConnectionPhase.Open;
        Tls = codec.Describe();
        if (paused)
            inner.PauseReading();
        handler.OnConnected(this);
        if (!plain.IsEmpty || finWanted || closeWanted)
            QueueStep();
    }

    /// <summary>The peer gets the alert that the codec has written, then the end.</summary>
    void Fail()
    {
        End(new CloseReason(CloseKind.TlsError, 0, codec.Failure));
        inner.Close(AlertLingerNanoseconds);
    }

    void End(CloseReason reason)
    {
        ending ??= reason;
        phase = ConnectionPhase.Ending;
    }

    // ---- input ----

    int ReadAll(ReadOnlySpan<byte> ciphertext)
    {
        if (redeliver && !paused)
            PresentRest();
        var total = 0;
        while (phase == ConnectionPhase.Open && !paused && !readEnded)
        {
            var buffer = new Span<byte>(core.LayerBuffer, EventLoopCore.ReadBufferBytes);
            var step = codec.Read(ciphertext[total..], buffer, out var used, out var produced);
            total += used;
            SendOutput();
            if (produced > 0)
                Present(buffer[..produced]);
            if (step == TlsStep.NeedsInput)
                break;
            if (step != TlsStep.Ready)
                EndReading(step);
        }

        return total;
    }

    void EndReading(TlsStep step)
    {
        if (phase != ConnectionPhase.Open)
            return;
        if (step == TlsStep.Failed)
        {
            Fail();
            return;
        }

        // Held until resumed: the codec says it again then.
        if (paused)
            return;
        readEnded = true;
        rest.Free(core.Slabs);
        handler.OnReadClosed();
        if (finSent)
            Complete();
    }

    void Present(ReadOnlySpan<byte> bytes)
    {
        BytesReceived += bytes.Length;
        if (!rest.IsEmpty)
        {
            rest.Append(core.Slabs, bytes);
            PresentRest();
            return;
        }

        var used = Offer(bytes);
        if (phase == ConnectionPhase.Open)
            rest.Append(core.Slabs, bytes[used..]);
        if (used == 0)
            CheckReadLimit(bytes.Length);
    }

    void PresentRest()
    {
        redeliver = false;
        if (rest.IsEmpty)
            return;
        var length = rest.Length;
        var used = Offer(rest.Bytes);
        rest.Consume(core.Slabs, used);
        if (used == 0)
            CheckReadLimit(length);
    }

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
            if (phase != ConnectionPhase.Open || ReferenceEquals(called, handler) || total == bytes.Length || paused)
                return total;
        }
    }

    void CheckReadLimit(int presented)
    {
        if (presented < readLimit || paused || redeliver || phase != ConnectionPhase.Open)
            return;
        End(new CloseReason(CloseKind.ReadLimit));
        inner.Abort();
    }

    void Redeliver()
    {
        redeliver = true;
        QueueStep();
    }

    // ---- output ----

    void NoteOutput()
    {
        if (plain.Length + inner.PendingBytes > highWatermark)
            aboveHigh = true;
        if (!plain.IsEmpty || aboveHigh)
            QueueStep();
    }

    void NoteDrained()
    {
        if (!aboveHigh || phase != ConnectionPhase.Open)
            return;
        aboveHigh = false;
        handler.OnWritable();
    }

    void QueueStep()
    {
        if (stepQueued)
            return;
        stepQueued = true;
        core.QueueLayer(this);
    }

    void EncryptPending()
    {
        while (!plain.IsEmpty && phase == ConnectionPhase.Open)
        {
            var piece = plain.First;
            Encrypt(piece);
            plain.Consume(piece.Length);
        }
    }

    void Encrypt(ReadOnlySpan<byte> bytes)
    {
        BytesSent += bytes.Length;
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, codec.MaxWrite)];
            if (!codec.Write(piece))
            {
                Fail();
                return;
            }

            SendOutput();
            bytes = bytes[piece.Length..];
        }
    }

    void EndOutput()
    {
        finSent = true;
        codec.CloseNotify();
        SendOutput();
        if (readEnded)
            Complete();
        else
            inner.ShutdownWrite();
    }

    void Complete()
    {
        End(new CloseReason(CloseKind.Completed));
        inner.Close();
    }

    void CloseInner()
    {
        if (phase == ConnectionPhase.Open && !finSent)
        {
            codec.CloseNotify();
            SendOutput();
        }

        End(new CloseReason(CloseKind.Local));
        inner.Close(lingerNanoseconds);
    }

    void SendOutput()
    {
        var output = codec.TakeOutput();
        if (!output.IsEmpty)
            inner.Write(output);
    }
}
