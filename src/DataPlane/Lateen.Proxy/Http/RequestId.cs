using System.Buffers.Binary;
using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Http;

/// <summary>x-request-id: a random UUID (RFC 9562 version 4) as text.</summary>
static class RequestId
{
    /// <summary>Characters of the text.</summary>
    public const int Length = 36;

    /// <summary>Writes one from two numbers of the worker's random source.</summary>
    public static void Write(IRandom random, Span<byte> target)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, random.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], random.Next());
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        var at = 0;
        for (var i = 0; i < 16; i++)
        {
            if (i is 4 or 6 or 8 or 10)
                target[at++] = (byte)'-';
            target[at++] = "0123456789abcdef"u8[bytes[i] >> 4];
            target[at++] = "0123456789abcdef"u8[bytes[i] & 15];
        }
    }
}
