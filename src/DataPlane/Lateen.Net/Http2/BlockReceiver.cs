using System.Buffers;
using System.Buffers.Binary;
using Lateen.Net.Http;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Http2;

/// <summary>
/// HEADERS and CONTINUATION (RFC 9113 sections 6.2 and 6.10): puts header blocks together and makes requests, responses and trailers of them. Every block is
/// decoded, whatever becomes of its stream: both sides' tables must stay equal.
/// </summary>
sealed class BlockReceiver(Http2Session session)
{
    const FrameFlags KnownFlags = FrameFlags.EndStream | FrameFlags.EndHeaders;

    byte[] fragments = [];
    int length;
    FrameHeader opening;
    bool dependsOnItself;

    /// <summary>Whether a block has begun and not ended: nothing but its CONTINUATION may come.</summary>
    public bool IsOpen { get; private set; }

    public int StreamId => opening.StreamId;

    /// <summary>The highest stream that the client has opened, on a server.</summary>
    public int LastStream { get; private set; }

    /// <summary>Whether nobody has opened this stream yet. Streams of servers, even ones, are never opened: push is off.</summary>
    public bool IsIdle(int id) => (id & 1) == 0 || (session.IsServer ? id > LastStream : id >= session.NextId);

    public void Release()
    {
        if (fragments.Length > 0)
            ArrayPool<byte>.Shared.Return(fragments);
        fragments = [];
    }

    public Http2Error OnHeaders(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (!TryStrip(frame, ref payload))
            return Http2Error.Protocol;
        opening = frame with { Flags = frame.Flags & KnownFlags };
        if (frame.Has(FrameFlags.EndHeaders))
            return OnBlock(payload);
        length = 0;
        IsOpen = true;
        return Append(payload);
    }

    public Http2Error OnContinuation(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (!IsOpen)
            return Http2Error.Protocol;
        var isLast = frame.Has(FrameFlags.EndHeaders);
        if (payload.IsEmpty && !isLast && session.Guard.OnEmptyFrame())
            return Http2Error.EmptyFramesFlood;
        if (Append(payload) is var error and not Http2Error.None)
            return error;
        if (!isLast)
            return Http2Error.None;
        IsOpen = false;
        error = OnBlock(fragments.AsSpan(0, length));
        Release();
        return error;
    }

    // Padding, and the priority that nobody uses any more.
    bool TryStrip(in FrameHeader frame, ref ReadOnlySpan<byte> payload)
    {
        var padding = 0;
        dependsOnItself = false;
        if (frame.Has(FrameFlags.Padded))
        {
            if (payload.IsEmpty)
                return false;
            padding = payload[0];
            payload = payload[1..];
        }

        if (frame.Has(FrameFlags.Priority))
        {
            if (payload.Length < 5)
                return false;
            dependsOnItself = (BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue) == frame.StreamId;
            payload = payload[5..];
        }

        if (padding > payload.Length)
            return false;
        payload = payload[..^padding];
        return true;
    }

    // A block may not be longer than the list that it stands for is allowed to be: what is longer has no end in sight.
    Http2Error Append(ReadOnlySpan<byte> part)
    {
        if (length + part.Length > session.Options.MaxHeaderListBytes + session.Options.MaxFrameSize)
            return Http2Error.HeaderBlockFlood;
        if (length + part.Length > fragments.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, (length + part.Length) * 2));
            fragments.AsSpan(0, length).CopyTo(larger);
            Release();
            fragments = larger;
        }

        part.CopyTo(fragments.AsSpan(length));
        length += part.Length;
        return Http2Error.None;
    }

    Http2Error OnBlock(ReadOnlySpan<byte> block)
    {
        var endStream = opening.Has(FrameFlags.EndStream);
        if (session.Find(opening.StreamId) is not { } stream)
            return session.IsServer ? OnNewStream(block, endStream) : OnUnknownStream(block);
        stream.BytesReceived += FrameHeader.Bytes + block.Length;
        if (stream.IsRemoteClosed || (stream.IsHeadReceived && !endStream) || dependsOnItself)
            return Refuse(stream, block);
        return stream.IsHeadReceived ? OnTrailers(stream, block) : OnResponse(stream, block, endStream);
    }

    Http2Error Refuse(Http2Stream stream, ReadOnlySpan<byte> block)
    {
        if (Skip(block) is var broken and not Http2Error.None)
            return broken;
        session.FailStream(stream, stream.IsRemoteClosed ? Http2Error.StreamClosed : Http2Error.Protocol);
        return Http2Error.None;
    }

    Http2Error Skip(ReadOnlySpan<byte> block)
    {
        var reader = session.Decoder.Read(block);
        while (reader.Next(out _))
        {
        }

        return reader.Error == HpackError.None ? Http2Error.None : Http2Error.Compression;
    }

    Http2Error OnUnknownStream(ReadOnlySpan<byte> block)
    {
        var broken = Skip(block);
        if (broken != Http2Error.None)
            return broken;
        return IsIdle(opening.StreamId) ? Http2Error.Protocol : Http2Error.None;
    }

    Http2Error OnNewStream(ReadOnlySpan<byte> block, bool endStream)
    {
        var id = opening.StreamId;
        if ((id & 1) == 0)
            return Http2Error.Protocol;
        if (id <= LastStream || id > session.LastServed)
            return OnClosedStream(block);
        LastStream = id;
        session.Guard.OnStreamOpened();
        if (session.ActiveStreams >= session.Options.MaxConcurrentStreams)
            return RefuseRequest(block);
        var head = session.Heads.RentRequest();
        var error = HeadDecoder.ReadRequest(session.Decoder, block, head, session.Options, endStream);
        if (error == Http2Error.None && dependsOnItself)
            error = Http2Error.SelfDependency;
        if (error == Http2Error.None)
        {
            Begin(id, head, block.Length, endStream);
            return Http2Error.None;
        }

        session.Heads.Return(head);
        return OnBadRequest(id, error);
    }

    Http2Error OnClosedStream(ReadOnlySpan<byte> block)
    {
        var broken = Skip(block);
        if (broken != Http2Error.None)
            return broken;
        return opening.StreamId > session.LastServed || session.WasReset(opening.StreamId) ? Http2Error.None : Http2Error.StreamClosed;
    }

    Http2Error RefuseRequest(ReadOnlySpan<byte> block)
    {
        if (Skip(block) is var broken and not Http2Error.None)
            return broken;
        session.WriteReset(opening.StreamId, Http2ErrorCode.RefusedStream);
        return Http2Error.None;
    }

    Http2Error OnBadRequest(int id, Http2Error error)
    {
        if (error == Http2Error.Compression)
            return error;
        session.Handler.OnRequestRefused(error);
        if (!error.IsOfStream() && !session.Options.StreamErrorOnInvalidMessage)
            return error;
        session.WriteReset(id, error.Code());
        return Http2Error.None;
    }

    void Begin(int id, RequestHead head, int blockLength, bool endStream)
    {
        var stream = session.Begin(id, Unanswered.Instance);
        stream.IsHeadReceived = true;
        stream.IsRemoteClosed = endStream;
        stream.IsTunnel = head.Framing == BodyFraming.Tunnel;
        stream.IsUpgrade = head.IsUpgrade;
        stream.ExpectedBody = head.Framing == BodyFraming.Length ? head.ContentLength : -1;
        stream.Trailers = head.Trailers;
        stream.BytesReceived = FrameHeader.Bytes + blockLength;
        var handler = session.Handler.OnRequest(stream, head, endStream);
        // The request may have been answered, and the stream be over and in use for another, by now.
        if (ReferenceEquals(stream.Handler, Unanswered.Instance))
            stream.Handler = handler;
    }

    Http2Error OnTrailers(Http2Stream stream, ReadOnlySpan<byte> block)
    {
        var error = HeadDecoder.ReadTrailers(session.Decoder, block, stream.Trailers, session.Options);
        if (error == Http2Error.None && stream.ExpectedBody > 0)
            error = Http2Error.LengthMismatch;
        if (error != Http2Error.None)
            return OnBadMessage(stream, error);
        stream.IsRemoteClosed = true;
        session.CloseIfOver(stream);
        session.Inbound.DeliverTrailers(stream);
        return Http2Error.None;
    }

    Http2Error OnResponse(Http2Stream stream, ReadOnlySpan<byte> block, bool endStream)
    {
        var head = session.Heads.RentResponse();
        var error = HeadDecoder.ReadResponse(session.Decoder, block, head, session.Options, endStream, stream.IsTunnel);
        if (error != Http2Error.None)
        {
            session.Heads.Return(head);
            return OnBadMessage(stream, error);
        }

        if (stream.Handler is not { } handler)
            session.Heads.Return(head);
        else if (head.Status < 200)
            handler.OnInterim(head);
        else
            Deliver(stream, handler, head, endStream);
        return Http2Error.None;
    }

    void Deliver(Http2Stream stream, IHttp2StreamHandler handler, ResponseHead head, bool endStream)
    {
        stream.IsHeadReceived = true;
        stream.Trailers = head.Trailers;
        stream.ExpectedBody = head.Framing == BodyFraming.Length ? head.ContentLength : -1;
        // Everybody behind us knows the one kind of upgrade that HTTP/1 has.
        if (stream.IsUpgrade && head.Framing == BodyFraming.Tunnel)
        {
            head.Status = 101;
            head.Headers.Append(HeaderId.Connection, "upgrade"u8);
            head.Headers.Append(HeaderId.Upgrade, stream.UpgradeProtocol);
        }

        if (endStream)
        {
            stream.IsRemoteClosed = true;
            session.CloseIfOver(stream);
        }

        handler.OnHead(head, endStream);
    }

    Http2Error OnBadMessage(Http2Stream stream, Http2Error error)
    {
        if (error == Http2Error.Compression || (!error.IsOfStream() && !session.Options.StreamErrorOnInvalidMessage))
            return error;
        session.FailStream(stream, error);
        return Http2Error.None;
    }

    /// <summary>Stands in for a request's handler while that is being made.</summary>
    sealed class Unanswered : IHttp2StreamHandler
    {
        public static readonly Unanswered Instance = new();

        public void OnHead(ResponseHead head, bool endStream)
        {
        }

        public void OnInterim(ResponseHead head)
        {
        }

        public void OnData(ReadOnlySpan<byte> data, bool endStream)
        {
        }

        public void OnTrailers()
        {
        }

        public void OnReset(Http2ErrorCode code, Http2Error error)
        {
        }

        public void OnWritable()
        {
        }
    }
}
