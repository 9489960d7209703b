using System.Buffers.Binary;

namespace Lateen.Net.Http2;

/// <summary>The nine bytes in front of every frame (RFC 9113 section 4.1).</summary>
/// <param name="Length">Bytes of payload, 0 to 2^24-1.</param>
readonly record struct FrameHeader(int Length, FrameType Type, FrameFlags Flags, int StreamId)
{
    public const int Bytes = 9;

    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var stream = BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue;
        return new FrameHeader((int)((uint)length >> 8), (FrameType)(length & 0xFF), (FrameFlags)bytes[4], stream);
    }

    public bool Has(FrameFlags flag) => (Flags & flag) != 0;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, (Length << 8) | (int)Type);
        target[4] = (byte)Flags;
        BinaryPrimitives.WriteInt32BigEndian(target[5..], StreamId);
    }
}
