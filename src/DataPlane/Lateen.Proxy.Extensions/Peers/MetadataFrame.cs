using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Proxy.Extensions.Peers;

/// <summary>
/// The frame that both ends of a TCP connection send first: magic, length (both 32 bits, big endian), then an Any with a Struct of the peer's data
/// and its id.
/// </summary>
static class MetadataFrame
{
    const uint Magic = 0x3D230467;
    const int HeaderLength = 8;
    const string Data = "x-envoy-peer-metadata";
    const string Identity = "x-envoy-peer-metadata-id";

    /// <summary>The frame that tells of us.</summary>
    public static byte[] Encode(Struct told, string id)
    {
        var fields = new Struct { Fields = { [Data] = Value.ForStruct(told), [Identity] = Value.ForString(id) } };
        var any = new Any { TypeUrl = "type.googleapis.com/google.protobuf.Struct", Value = ByteString.CopyFrom(PeerStruct.Encode(fields)) };
        var body = PeerStruct.Encode(any);
        var frame = new byte[HeaderLength + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)body.Length);
        body.CopyTo(frame, HeaderLength);
        return frame;
    }

    /// <summary>What stands at the beginning of a connection.</summary>
    /// <param name="bytes">Everything received so far.</param>
    /// <param name="length">Bytes of the frame, when it is complete.</param>
    /// <param name="peer">Whom it tells of; null when its body is not understood.</param>
    public static FrameResult Decode(ReadOnlySpan<byte> bytes, out int length, out WorkloadPeer? peer)
    {
        (length, peer) = (0, null);
        if (!StartsLikeFrame(bytes))
            return FrameResult.None;
        if (bytes.Length < HeaderLength)
            return FrameResult.Incomplete;
        var body = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (body > PeerStruct.MaxBytes)
            return FrameResult.None;
        if (bytes.Length < HeaderLength + (int)body)
            return FrameResult.Incomplete;
        length = HeaderLength + (int)body;
        peer = ReadBody(bytes[HeaderLength..length]);
        return FrameResult.Complete;
    }

    static bool StartsLikeFrame(ReadOnlySpan<byte> bytes)
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(magic, Magic);
        var known = Math.Min(bytes.Length, magic.Length);
        return bytes[..known].SequenceEqual(magic[..known]);
    }

    static WorkloadPeer? ReadBody(ReadOnlySpan<byte> body)
    {
        try
        {
            var fields = Struct.Parser.ParseFrom(Any.Parser.ParseFrom(body).Value);
            return fields.Fields.TryGetValue(Data, out var told) && told.StructValue is { } peer ? PeerStruct.Read(peer) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}

/// <summary>What <see cref="MetadataFrame.Decode"/> found.</summary>
enum FrameResult
{
    /// <summary>More bytes decide.</summary>
    Incomplete,

    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>The connection begins with something else.</summary>
    None,
}
