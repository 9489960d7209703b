using System.Buffers.Binary;

namespace Lateen.Core.Hashing;

/// <summary>MurmurHash64A with the seed of GNU's std::hash: Envoy's MURMUR_HASH_2, for rings that must agree with other proxies'. Not for secrets.</summary>
public static class MurmurHash2
{
    const ulong Multiplier = 0xc6a4a7935bd1e995;
    const ulong Seed = 0xc70f6907;

    /// <summary>The hash of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ ((ulong)bytes.Length * Multiplier);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = (hash ^ (Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes) * Multiplier) * Multiplier)) * Multiplier;
        if (!bytes.IsEmpty)
        {
            var last = 0UL;
            for (var i = bytes.Length - 1; i >= 0; i--)
                last = (last << 8) | bytes[i];
            hash = (hash ^ last) * Multiplier;
        }

        return Mix(Mix(hash) * Multiplier);
    }

    static ulong Mix(ulong value) => value ^ (value >> 47);
}
