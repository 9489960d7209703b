using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using k8s;

namespace Lateen.Config;

/// <summary>
/// 128 bits that stand for the content of a spec: equal content has equal bits, and different content differs for all purposes.
/// Computed once, so that comparing two versions of an object costs nothing however large it is.
/// </summary>
readonly record struct ContentHash(UInt128 Bits)
{
    public static ContentHash Of(object spec)
    {
        var bytes = spec is IMessage message ? message.ToByteArray() : JsonBytes(spec);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return new ContentHash(BinaryPrimitives.ReadUInt128LittleEndian(digest));
    }

    static byte[] JsonBytes(object model) => System.Text.Encoding.UTF8.GetBytes(KubernetesJson.Serialize(model));
}
