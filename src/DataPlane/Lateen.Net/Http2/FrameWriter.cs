using System.Buffers;
using System.Buffers.Binary;

namespace Lateen.Net.Http2;

/// <summary>Frames onto a connection's output. Payloads of DATA and header blocks are cut to 16 KiB, which every peer takes.</summary>
sealed class FrameWriter(IConnection connection)
{
    /// <summary>The largest frame that a peer must take whatever it announced (RFC 9113 section 4.2).</summary>
    public const int MaxPayload = 16384;

    /// <summary>The largest span that a connection gives in place, without the frame's header.</summary>
    const int InPlace = SlabChain.MaxSpan - FrameHeader.Bytes;

    byte[]? rented;

    /// <summary>A frame of a small payload.</summary>
    public void Write(FrameType type, FrameFlags flags, int stream, ReadOnlySpan<byte> payload)
    {
        var span = connection.GetSpan(FrameHeader.Bytes + payload.Length);
        new FrameHeader(payload.Length, type, flags, stream).Write(span);
        payload.CopyTo(span[FrameHeader.Bytes..]);
        connection.Advance(FrameHeader.Bytes + payload.Length);
    }

    /// <summary>WINDOW_UPDATE; stream 0 is the connection.</summary>
    public void WriteWindowUpdate(int stream, int increment) => WriteNumber(FrameType.WindowUpdate, stream, (uint)increment);

    public void WriteReset(int stream, Http2ErrorCode code) => WriteNumber(FrameType.ResetStream, stream, (uint)code);

    public void WriteGoAway(int lastStream, Http2ErrorCode code)
    {
        Span<byte> payload = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, lastStream);
        BinaryPrimitives.WriteUInt32BigEndian(payload[4..], (uint)code);
        Write(FrameType.GoAway, FrameFlags.None, 0, payload);
    }

    /// <summary>One DATA frame of at most <see cref="MaxPayload"/>.</summary>
    public void WriteData(int stream, ReadOnlySpan<byte> data, bool endStream)
    {
        var flags = endStream ? FrameFlags.EndStream : FrameFlags.None;
        if (data.Length <= InPlace)
        {
            Write(FrameType.Data, flags, stream, data);
            return;
        }

        var header = connection.GetSpan(FrameHeader.Bytes);
        new FrameHeader(data.Length, FrameType.Data, flags, stream).Write(header);
        connection.Advance(FrameHeader.Bytes);
        connection.Write(data);
    }

    /// <summary>Room for a header block of up to <paramref name="bound"/> bytes, to be committed by <see cref="EndBlock"/>.</summary>
    public Span<byte> BeginBlock(int bound)
    {
        if (bound <= InPlace)
            return connection.GetSpan(FrameHeader.Bytes + bound)[FrameHeader.Bytes..];
        rented = ArrayPool<byte>.Shared.Rent(bound);
        return rented;
    }

    /// <summary>Sends the block in hand: HEADERS, and CONTINUATION behind it when it is long.</summary>
    public void EndBlock(int stream, int length, bool endStream)
    {
        var flags = endStream ? FrameFlags.EndStream : FrameFlags.None;
        if (rented is null)
        {
            new FrameHeader(length, FrameType.Headers, flags | FrameFlags.EndHeaders, stream).Write(connection.GetSpan(FrameHeader.Bytes + length));
            connection.Advance(FrameHeader.Bytes + length);
            return;
        }

        WriteFragments(stream, rented.AsSpan(0, length), flags);
        ArrayPool<byte>.Shared.Return(rented);
        rented = null;
    }

    void WriteFragments(int stream, ReadOnlySpan<byte> block, FrameFlags flags)
    {
        var type = FrameType.Headers;
        while (true)
        {
            var part = block[..Math.Min(block.Length, InPlace)];
            block = block[part.Length..];
            Write(type, flags | (block.IsEmpty ? FrameFlags.EndHeaders : FrameFlags.None), stream, part);
            if (block.IsEmpty)
                return;
            (type, flags) = (FrameType.Continuation, FrameFlags.None);
        }
    }

    void WriteNumber(FrameType type, int stream, uint number)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, number);
        Write(type, FrameFlags.None, stream, payload);
    }
}
