using System.Buffers.Binary;

namespace Lateen.Net.Http2;

/// <summary>
/// The peer's bytes as frames (RFC 9113 sections 4 and 6): checks their form, answers SETTINGS and PING, and hands the rest on. DATA is passed on as it comes,
/// everything else in whole frames.
/// </summary>
sealed class FrameReceiver
{
    readonly Http2Session session;
    readonly BlockReceiver blocks;
    FrameHeader data;
    int dataLeft;
    int paddingLeft;
    bool isInData;
    bool hasPreface;

    public FrameReceiver(Http2Session session)
    {
        this.session = session;
        blocks = new BlockReceiver(session);
        hasPreface = !session.IsServer;
    }

    /// <summary>Whether the peer has said what it takes.</summary>
    public bool HasSettings { get; private set; }

    /// <summary>The highest stream that the peer, a client, has opened.</summary>
    public int LastStream => blocks.LastStream;

    public int Receive(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (!session.IsFailed)
        {
            var used = Step(bytes[at..]);
            if (used == 0)
                return at;
            at += used;
        }

        return bytes.Length;
    }

    public void Release() => blocks.Release();

    // Bytes consumed; 0 when more must come.
    int Step(ReadOnlySpan<byte> bytes)
    {
        if (isInData)
            return ReadData(bytes);
        if (!hasPreface)
            return ReadPreface(bytes);
        if (bytes.Length < FrameHeader.Bytes)
            return 0;
        var frame = FrameHeader.Read(bytes);
        if (Check(frame) is var wrong and not Http2Error.None)
            return Fail(wrong);
        if (frame.Type == FrameType.Data)
            return BeginData(frame, bytes[FrameHeader.Bytes..]);
        if (bytes.Length < FrameHeader.Bytes + frame.Length)
            return 0;
        if (Handle(frame, bytes.Slice(FrameHeader.Bytes, frame.Length)) is var error and not Http2Error.None)
            return Fail(error);
        return FrameHeader.Bytes + frame.Length;
    }

    int Fail(Http2Error error)
    {
        session.Fail(error);
        return FrameHeader.Bytes;
    }

    int ReadPreface(ReadOnlySpan<byte> bytes)
    {
        var match = Http2Preface.Matches(bytes);
        hasPreface = match == true;
        if (match == false)
            session.Fail(Http2Error.Protocol);
        return match is null ? 0 : Http2Preface.Bytes.Length;
    }

    // What a header tells before the payload has come.
    Http2Error Check(in FrameHeader frame)
    {
        if (frame.Length > session.Options.MaxFrameSize)
            return Http2Error.FrameSize;
        if (!HasSettings && (frame.Type != FrameType.Settings || frame.Has(FrameFlags.Ack)))
            return Http2Error.Protocol;
        if (blocks.IsOpen && (frame.Type != FrameType.Continuation || frame.StreamId != blocks.StreamId))
            return Http2Error.Protocol;
        var isOfConnection = frame.Type is FrameType.Settings or FrameType.Ping or FrameType.GoAway;
        var isOfStream = frame.Type is FrameType.Data or FrameType.Headers or FrameType.Priority or FrameType.ResetStream or FrameType.Continuation;
        return (isOfConnection && frame.StreamId != 0) || (isOfStream && frame.StreamId == 0) ? Http2Error.Protocol : Http2Error.None;
    }

    Http2Error Handle(in FrameHeader frame, ReadOnlySpan<byte> payload) => frame.Type switch
    {
        FrameType.Headers => blocks.OnHeaders(frame, payload),
        FrameType.Continuation => blocks.OnContinuation(frame, payload),
        FrameType.Settings => OnSettings(frame, payload),
        FrameType.WindowUpdate => OnWindowUpdate(frame, payload),
        FrameType.ResetStream => OnResetStream(frame, payload),
        FrameType.Ping => OnPing(frame, payload),
        FrameType.Priority => OnPriority(frame, payload),
        FrameType.GoAway => OnGoAway(payload),
        FrameType.PushPromise => Http2Error.Protocol,
        _ => Http2Error.None,
    };

    Http2Error OnSettings(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (frame.Has(FrameFlags.Ack))
            return payload.IsEmpty ? Http2Error.None : Http2Error.FrameSize;
        if (payload.Length % PeerSettings.Entry != 0)
            return Http2Error.FrameSize;
        if (!session.MayWriteControl())
            return Http2Error.None;
        if (session.Apply(payload) is var error and not Http2Error.None)
            return error;
        HasSettings = true;
        session.Frames.Write(FrameType.Settings, FrameFlags.Ack, 0, []);
        session.Handler.OnSettings();
        return Http2Error.None;
    }

    Http2Error OnPing(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 8)
            return Http2Error.FrameSize;
        if (frame.Has(FrameFlags.Ack))
            session.Handler.OnPingAck();
        else if (session.MayWriteControl())
            session.Frames.Write(FrameType.Ping, FrameFlags.Ack, 0, payload);
        return Http2Error.None;
    }

    Http2Error OnPriority(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (session.Guard.OnPriority())
            return Http2Error.PriorityFlood;
        if (payload.Length != 5)
            return OfStream(frame.StreamId, Http2Error.FrameSize);
        // Priorities are not used (RFC 9113 section 5.3.2), but a stream that depends on itself is still an error.
        var parent = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        return parent == frame.StreamId ? OfStream(frame.StreamId, Http2Error.Protocol) : Http2Error.None;
    }

    Http2Error OnGoAway(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 8)
            return Http2Error.FrameSize;
        var last = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        session.OnGoAway(last, (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..]));
        return Http2Error.None;
    }

    Http2Error OnResetStream(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 4)
            return Http2Error.FrameSize;
        if (blocks.IsIdle(frame.StreamId))
            return Http2Error.Protocol;
        if (session.Find(frame.StreamId) is { } stream)
            session.OnReset(stream, (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload));
        return Http2Error.None;
    }

    Http2Error OnWindowUpdate(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 4)
            return Http2Error.FrameSize;
        if (session.Guard.OnWindowUpdate())
            return Http2Error.WindowUpdateFlood;
        var increment = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (frame.StreamId == 0)
            return GrowConnection(increment);
        if (blocks.IsIdle(frame.StreamId))
            return Http2Error.Protocol;
        if (session.Find(frame.StreamId) is not { } stream)
            return Http2Error.None;
        if (increment == 0)
            return OfStream(frame.StreamId, Http2Error.Protocol);
        if (stream.SendWindow + increment > Http2Options.MaxWindow)
            return OfStream(frame.StreamId, Http2Error.FlowControl);
        stream.SendWindow += increment;
        session.OnWindow(stream);
        return Http2Error.None;
    }

    Http2Error GrowConnection(int increment)
    {
        if (increment == 0)
            return Http2Error.Protocol;
        if (session.Outbound.Window + increment > Http2Options.MaxWindow)
            return Http2Error.FlowControl;
        session.Outbound.Window += increment;
        session.OnWindow(null);
        return Http2Error.None;
    }

    // An error of one stream; of the connection, when there is no such stream to end.
    Http2Error OfStream(int id, Http2Error error)
    {
        if (session.Find(id) is not { } stream)
            return error;
        session.FailStream(stream, error);
        return Http2Error.None;
    }

    int BeginData(in FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        var padding = 0;
        if (frame.Has(FrameFlags.Padded))
        {
            if (frame.Length == 0)
                return Fail(Http2Error.FrameSize);
            if (payload.IsEmpty)
                return 0;
            padding = payload[0] + 1;
            if (padding > frame.Length)
                return Fail(Http2Error.Protocol);
        }

        if (frame.Length > session.Inbound.Window)
            return Fail(Http2Error.FlowControl);
        session.Inbound.Window -= frame.Length;
        data = frame;
        dataLeft = frame.Length - padding;
        if (Admit(frame) is var error and not Http2Error.None)
            return Fail(error);
        session.Inbound.Acknowledge(session.Find(frame.StreamId), padding);
        // The length of the padding stands in front, the padding itself behind.
        paddingLeft = Math.Max(0, padding - 1);
        isInData = dataLeft + paddingLeft > 0;
        if (dataLeft == 0)
            Pass([], frame.Has(FrameFlags.EndStream));
        return FrameHeader.Bytes + (padding > 0 ? 1 : 0);
    }

    // Whether the frame may come for its stream. An error of the stream alone is dealt with here, and the frame is then skipped.
    Http2Error Admit(in FrameHeader frame)
    {
        if (dataLeft > 0 || frame.Has(FrameFlags.EndStream))
            session.Guard.OnFilledFrame();
        else if (session.Guard.OnEmptyFrame())
            return Http2Error.EmptyFramesFlood;
        if (session.Find(frame.StreamId) is not { } stream)
            return blocks.IsIdle(frame.StreamId) ? Http2Error.Protocol
                : session.WasReset(frame.StreamId) || !session.IsServer || frame.StreamId > session.LastServed ? Http2Error.None
                : Http2Error.StreamClosed;
        stream.ReceiveWindow -= frame.Length;
        stream.BytesReceived += FrameHeader.Bytes + frame.Length;
        if (stream.IsRemoteClosed)
            session.FailStream(stream, Http2Error.StreamClosed);
        else if (!stream.IsHeadReceived)
            session.FailStream(stream, Http2Error.Protocol);
        else if (stream.ReceiveWindow < 0)
            session.FailStream(stream, Http2Error.FlowControl);
        else if (IsBeyondLength(stream, frame.Has(FrameFlags.EndStream)))
            session.FailStream(stream, Http2Error.LengthMismatch);
        return Http2Error.None;
    }

    bool IsBeyondLength(Http2Stream stream, bool endStream)
    {
        if (stream.ExpectedBody < 0)
            return false;
        stream.ExpectedBody -= dataLeft;
        return stream.ExpectedBody < 0 || (endStream && stream.ExpectedBody > 0);
    }

    int ReadData(ReadOnlySpan<byte> bytes)
    {
        if (dataLeft == 0)
        {
            var skipped = Math.Min(paddingLeft, bytes.Length);
            paddingLeft -= skipped;
            isInData = paddingLeft > 0;
            return skipped;
        }

        var part = bytes[..Math.Min(dataLeft, bytes.Length)];
        if (part.IsEmpty)
            return 0;
        dataLeft -= part.Length;
        isInData = dataLeft + paddingLeft > 0;
        Pass(part, dataLeft == 0 && data.Has(FrameFlags.EndStream));
        return part.Length;
    }

    // The stream is looked up for every part: its user may have ended it between two.
    void Pass(ReadOnlySpan<byte> part, bool endStream)
    {
        if (session.Find(data.StreamId) is not { } stream)
        {
            session.Inbound.Acknowledge(null, part.Length);
            return;
        }

        if (endStream)
        {
            stream.IsRemoteClosed = true;
            session.CloseIfOver(stream);
        }

        if (!part.IsEmpty || endStream)
            session.Inbound.Deliver(stream, part, endStream);
    }
}
