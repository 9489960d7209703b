using Lateen.Core.Hashing;

namespace Lateen.Proxy.Clusters;

/// <summary>How a ring places its hosts.</summary>
public enum HashFunction
{
    XxHash,
    MurmurHash2,
}

static class HashFunctions
{
    public static ulong Of(this HashFunction function, ReadOnlySpan<byte> bytes) => function == HashFunction.XxHash ? XxHash64.Of(bytes) : MurmurHash2.Of(bytes);
}
