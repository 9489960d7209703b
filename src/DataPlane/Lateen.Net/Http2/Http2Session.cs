using System.Buffers.Binary;
using Lateen.Net.Http;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Http2;

/// <summary>
/// One HTTP/2 connection (RFC 9113), either end: bytes in by <see cref="Receive"/>, events to the handlers, frames out onto the connection. It
/// does no I/O of its own and arms no timer. What a peer can make it keep is bounded by <see cref="Http2Options"/>.
/// </summary>
public sealed class Http2Session
{
    readonly Dictionary<int, Http2Stream> streams = [];
    readonly Http2Resources resources;
    readonly IConnection connection;
    readonly FrameReceiver receiver;
    readonly HpackEncoder encoder = new();
    readonly List<Http2Stream> walked = [];
    RecentIds reset = new();
    PeerSettings peer = new();
    int nextId = 1;
    bool isWalking;

    /// <param name="isServer">Which end this is.</param>
    /// <param name="options">What is offered and accepted.</param>
    /// <param name="resources">The worker's.</param>
    /// <param name="connection">Where frames are written. The caller feeds what it receives to <see cref="Receive"/>.</param>
    /// <param name="handler">The owner.</param>
    public Http2Session(bool isServer, Http2Options options, Http2Resources resources, IConnection connection, IHttp2SessionHandler handler)
    {
        IsServer = isServer;
        Options = options;
        this.resources = resources;
        this.connection = connection;
        Handler = handler;
        Frames = new FrameWriter(connection);
        Guard = new FloodGuard(options);
        Outbound = new OutboundQueue(this);
        Decoder = new HpackDecoder(options.HeaderTableSize, resources.Scratch);
        receiver = new FrameReceiver(this);
        Inbound = new InboundQueue(this, resources.Loop);
    }

    public Http2Options Options { get; }

    public bool IsServer { get; }

    /// <summary>Streams that are not over.</summary>
    public int ActiveStreams => streams.Count;

    /// <summary>Whether the peer has said what it takes.</summary>
    public bool HasPeerSettings => receiver.HasSettings;

    /// <summary>Streams that a client may have open at once by the server's word; until it has spoken, the 100 that RFC 9113 advises servers to allow.</summary>
    public uint PeerMaxConcurrentStreams => receiver.HasSettings ? peer.MaxConcurrentStreams : 100;

    /// <summary>Whether extended CONNECT may be asked of the server.</summary>
    public bool PeerAllowsConnect => peer.AllowsConnect;

    /// <summary>Whether a client can open another stream now.</summary>
    public bool CanOpen => !IsFailed && !IsGoingAway && streams.Count < PeerMaxConcurrentStreams && nextId > 0;

    /// <summary>Whether the peer takes no new streams, or the numbers are used up.</summary>
    public bool IsGoingAway { get; private set; }

    /// <summary>Whether the connection is of no use any more.</summary>
    public bool IsFailed { get; private set; }

    internal bool IsOutputFull => connection.IsAboveHighWatermark;

    internal IHttp2SessionHandler Handler { get; }

    internal FrameWriter Frames { get; }

    internal FloodGuard Guard { get; }

    internal OutboundQueue Outbound { get; }

    internal HpackDecoder Decoder { get; }

    internal InboundQueue Inbound { get; }

    /// <summary>Streams above it are not served: a final GOAWAY has said so.</summary>
    internal int LastServed { get; private set; } = int.MaxValue;

    /// <summary>Says what we offer. A client's preface goes first.</summary>
    public void Start()
    {
        if (!IsServer)
            connection.Write(Http2Preface.Bytes);
        Span<byte> settings = stackalloc byte[5 * PeerSettings.Entry];
        var length = Put(settings, 0, SettingId.HeaderTableSize, Options.HeaderTableSize);
        length = IsServer
            ? Put(settings, length, SettingId.EnableConnectProtocol, Options.AllowConnect ? 1 : 0)
            : Put(settings, length, SettingId.EnablePush, 0);
        length = Put(settings, length, SettingId.MaxConcurrentStreams, Options.MaxConcurrentStreams);
        length = Put(settings, length, SettingId.InitialWindowSize, Options.StreamWindow);
        Frames.Write(FrameType.Settings, FrameFlags.None, 0, settings[..length]);
        // The connection's window starts at the protocol's 65535 and can only grow.
        if (Options.ConnectionWindow > 65535)
            Frames.WriteWindowUpdate(0, Options.ConnectionWindow - 65535);
        else
            Inbound.Window = 65535;
    }

    /// <summary>Takes what the peer has sent; returns the bytes consumed. The rest comes again, with more behind it.</summary>
    public int Receive(ReadOnlySpan<byte> bytes) => receiver.Receive(bytes);

    /// <summary>The connection's output sank below its low watermark.</summary>
    public void OnWritable() => ForEachStream(static stream => Tell(stream));

    /// <summary>The connection is gone: every stream is reset with this.</summary>
    public void OnClosed(Http2ErrorCode code)
    {
        IsFailed = true;
        ResetAll(code, Http2Error.None);
        encoder.Release();
        Decoder.Release();
        receiver.Release();
    }

    /// <summary>Opens a stream with a request; only while <see cref="CanOpen"/>.</summary>
    public Http2Stream Open(RequestHead head, bool endStream, IHttp2StreamHandler handler)
    {
        var stream = Begin(nextId, handler);
        nextId += 2;
        IsGoingAway |= nextId < 0;
        Guard.OnStreamOpened();
        stream.IsTunnel = head.Framing == BodyFraming.Tunnel;
        stream.IsUpgrade = head.IsUpgrade;
        if (head.IsUpgrade)
            stream.UpgradeProtocol = head.Headers.Get(HeaderId.Upgrade).ToArray();
        // What asks for a tunnel is never all there is to send.
        endStream &= !stream.IsTunnel;
        var target = Frames.BeginBlock(HeadEncoder.MaxLength(head));
        SendBlock(stream, HeadEncoder.Write(encoder, head, target), endStream);
        return stream;
    }

    /// <summary>Announces the end: the peer should open no more streams, but those that it does are served (RFC 9113 section 6.8).</summary>
    public void BeginShutdown() => Frames.WriteGoAway(int.MaxValue, Http2ErrorCode.NoError);

    /// <summary>Ends it: streams beyond those opened by now are not served.</summary>
    public void CompleteShutdown(Http2ErrorCode code = Http2ErrorCode.NoError)
    {
        LastServed = LastPeerStream;
        Frames.WriteGoAway(LastServed, code);
    }

    /// <summary>Ends streams whose users are done, and whose last bytes the peer does not take.</summary>
    public void ResetReleased() => ForEachStream(stream =>
    {
        if (stream.IsReleased)
            Reset(stream, Http2ErrorCode.Cancel);
    });

    /// <summary>Sends a PING; its answer comes by OnPingAck.</summary>
    public void Ping() => Frames.Write(FrameType.Ping, FrameFlags.None, 0, new byte[8]);

    /// <summary>The highest stream that the peer has opened.</summary>
    internal int LastPeerStream => IsServer ? receiver.LastStream : 0;

    /// <summary>The stream that a client opens next.</summary>
    internal int NextId => nextId < 0 ? int.MaxValue : nextId;

    internal Http2Stream? Find(int id) => streams.GetValueOrDefault(id);

    internal bool WasReset(int id) => reset.Contains(id);

    internal HeadPool Heads => resources.Heads;

    internal long Now => resources.Loop.Now;

    internal Http2Stream Begin(int id, IHttp2StreamHandler? handler)
    {
        var stream = resources.RentStream();
        stream.Begin(this, id);
        stream.Handler = handler;
        stream.SendWindow = peer.InitialWindow;
        stream.ReceiveWindow = Options.StreamWindow;
        stream.OpenedAt = Now;
        streams.Add(id, stream);
        return stream;
    }

    internal void SendHead(Http2Stream stream, ResponseHead head, bool endStream)
    {
        if (stream.IsLocalClosed || IsFailed)
            return;
        stream.IsAnswered |= head.Status >= 200 || head.Status == 101;
        var status = head.Status == 101 && stream.IsUpgrade ? 200 : head.Status;
        var target = Frames.BeginBlock(HeadEncoder.MaxLength(head.Headers));
        SendBlock(stream, HeadEncoder.Write(encoder, head, status, target), endStream);
    }

    internal void SendData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (stream.IsEndQueued || IsFailed)
            return;
        Outbound.Send(stream, data, endStream);
        CloseIfOver(stream);
    }

    internal void SendTrailers(Http2Stream stream, HeaderTable trailers)
    {
        if (stream.IsEndQueued || IsFailed)
            return;
        if (trailers.Count == 0)
        {
            SendData(stream, [], endStream: true);
            return;
        }

        if (stream.Waiting.IsEmpty)
        {
            WriteTrailers(stream, trailers);
            CloseIfOver(stream);
            return;
        }

        // Blocks must be encoded in the order in which they are sent.
        stream.IsEndQueued = true;
        stream.WaitingTrailers = Heads.RentRequest();
        stream.WaitingTrailers.Headers.CopyFrom(trailers);
    }

    internal void Reset(Http2Stream stream, Http2ErrorCode code)
    {
        if (Find(stream.Id) != stream)
            return;
        // First: too many resets end the connection, and the stream's user is in the middle of a call.
        stream.Handler = null;
        WriteReset(stream.Id, code);
        Remove(stream);
    }

    internal void Release(Http2Stream stream)
    {
        if (stream.Handler is null)
            return;
        stream.Handler = null;
        stream.Trailers = null;
        Inbound.Acknowledge(stream, (int)stream.Held.Length);
        stream.Held.Clear();
        stream.IsEndHeld = false;
        if (Find(stream.Id) != stream)
            Recycle(stream);
        else if (!IsServer || !stream.IsEndQueued)
            Reset(stream, IsServer ? Http2ErrorCode.InternalError : Http2ErrorCode.Cancel);
        else
            CloseIfOver(stream);
    }

    /// <summary>A stream broke a rule that concerns it alone.</summary>
    internal void FailStream(Http2Stream stream, Http2Error error)
    {
        WriteReset(stream.Id, error.Code());
        var handler = Detach(stream);
        Remove(stream);
        handler?.OnReset(error.Code(), error);
    }

    /// <summary>The peer reset a stream.</summary>
    internal void OnReset(Http2Stream stream, Http2ErrorCode code)
    {
        stream.IsRemoteClosed = true;
        var isPremature = IsServer && !stream.IsAnswered && Guard.OnPrematureReset(Now - stream.OpenedAt);
        var handler = Detach(stream);
        Remove(stream);
        handler?.OnReset(code, Http2Error.None);
        if (isPremature)
            Fail(Http2Error.PrematureResets);
    }

    /// <summary>The connection cannot go on.</summary>
    internal void Fail(Http2Error error)
    {
        if (IsFailed)
            return;
        Frames.WriteGoAway(LastPeerStream, error.Code());
        IsFailed = true;
        ResetAll(error.Code(), error);
        Handler.OnFailed(error);
    }

    /// <summary>Answers a stream that is not to be.</summary>
    internal void WriteReset(int id, Http2ErrorCode code)
    {
        if (!MayWriteControl())
            return;
        Frames.WriteReset(id, code);
        reset.Add(id);
    }

    /// <summary>Counts a frame that the peer can provoke; false when it provokes too many.</summary>
    internal bool MayWriteControl()
    {
        if (IsFailed)
            return false;
        if (!Guard.OnControlFrame(connection.PendingBytes))
            return true;
        Fail(Http2Error.ControlFlood);
        return false;
    }

    internal Http2Error Apply(ReadOnlySpan<byte> settings)
    {
        var before = peer.InitialWindow;
        for (var at = 0; at < settings.Length; at += PeerSettings.Entry)
            if (peer.Apply(settings.Slice(at, PeerSettings.Entry)) is var error and not Http2Error.None)
                return error;
        encoder.SetPeerTableSize(peer.HeaderTableSize);
        return MoveWindows(peer.InitialWindow - (long)before);
    }

    internal void OnGoAway(int lastStream, Http2ErrorCode code)
    {
        IsGoingAway = true;
        if (!IsServer)
            ForEachStream(stream =>
            {
                if (stream.Id > lastStream)
                    Refuse(stream);
            });
        Handler.OnGoAway(lastStream, code);
    }

    /// <summary>A window has grown: what waits may go out.</summary>
    internal void OnWindow(Http2Stream? stream)
    {
        if (stream is not null)
            Outbound.OnStreamWindow(stream);
        else
            Outbound.Flush();
    }

    /// <summary>Body that waited has gone out.</summary>
    internal void OnSent(Http2Stream stream)
    {
        if (stream is { WaitingTrailers: { } trailers, Waiting.IsEmpty: true })
        {
            stream.WaitingTrailers = null;
            WriteTrailers(stream, trailers.Headers);
            Heads.Return(trailers);
        }

        CloseIfOver(stream);
        Tell(stream);
    }

    /// <summary>
    /// Both sides done: the stream leaves. A server that has answered, and whose user is gone, needs the rest of the request no more (RFC 9113 section 8.1).
    /// </summary>
    internal void CloseIfOver(Http2Stream stream)
    {
        if (!stream.IsLocalClosed || Find(stream.Id) != stream)
            return;
        if (stream.IsRemoteClosed)
            Remove(stream);
        else if (stream.IsReleased)
            Reset(stream, Http2ErrorCode.NoError);
    }

    static int Put(Span<byte> settings, int at, SettingId id, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(settings[at..], (ushort)id);
        BinaryPrimitives.WriteInt32BigEndian(settings[(at + 2)..], value);
        return at + PeerSettings.Entry;
    }

    static void Tell(Http2Stream stream)
    {
        if (!stream.WantsWritable || stream.IsReleased || stream.IsAboveHighWatermark)
            return;
        stream.Handler!.OnWritable();
    }

    static IHttp2StreamHandler? Detach(Http2Stream stream)
    {
        var handler = stream.Handler;
        stream.Handler = null;
        return handler;
    }

    void SendBlock(Http2Stream stream, int length, bool endStream)
    {
        Frames.EndBlock(stream.Id, length, endStream);
        stream.BytesWritten += length + FrameHeader.Bytes;
        if (!endStream)
            return;
        stream.IsEndQueued = stream.IsLocalClosed = true;
        CloseIfOver(stream);
    }

    void WriteTrailers(Http2Stream stream, HeaderTable trailers)
    {
        var target = Frames.BeginBlock(HeadEncoder.MaxLength(trailers));
        var length = HeadEncoder.Write(encoder, trailers, target);
        Frames.EndBlock(stream.Id, length, endStream: true);
        stream.BytesWritten += length + FrameHeader.Bytes;
        stream.IsEndQueued = stream.IsLocalClosed = true;
    }

    void Refuse(Http2Stream stream)
    {
        stream.IsRemoteClosed = true;
        var handler = Detach(stream);
        Remove(stream);
        handler?.OnReset(Http2ErrorCode.RefusedStream, Http2Error.None);
    }

    void Remove(Http2Stream stream)
    {
        if (!streams.Remove(stream.Id))
            return;
        Outbound.Remove(stream);
        var held = (int)stream.Held.Length;
        if (stream.Handler is null)
            Recycle(stream);
        if (held > 0 && stream.Handler is null)
            Inbound.Acknowledge(null, held);
        if (!IsFailed)
            Handler.OnStreamClosed();
    }

    void Recycle(Http2Stream stream)
    {
        Inbound.Forget(stream);
        stream.Clear(Heads);
        resources.Return(stream);
    }

    Http2Error MoveWindows(long by)
    {
        if (by == 0)
            return Http2Error.None;
        foreach (var stream in streams.Values)
        {
            if (stream.SendWindow + by > Http2Options.MaxWindow)
                return Http2Error.FlowControl;
            stream.SendWindow += by;
        }

        if (by > 0)
            ForEachStream(stream => Outbound.OnStreamWindow(stream));
        return Http2Error.None;
    }

    void ResetAll(Http2ErrorCode code, Http2Error error) => ForEachStream(stream =>
    {
        var handler = Detach(stream);
        Remove(stream);
        handler?.OnReset(code, error);
    });

    void ForEachStream(Action<Http2Stream> action)
    {
        if (streams.Count == 0)
            return;
        // The handlers that are called open and end streams, and may come here again.
        var all = isWalking ? [] : walked;
        isWalking = true;
        all.AddRange(streams.Values);
        foreach (var stream in all)
            if (Find(stream.Id) == stream)
                action(stream);
        all.Clear();
        isWalking = all != walked && isWalking;
    }
}
