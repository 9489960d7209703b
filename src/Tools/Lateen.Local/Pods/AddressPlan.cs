using System.Buffers.Binary;
using System.Net;

namespace Lateen.Local.Pods;

/// <summary>The addresses inside a local mesh. Nothing outside its own network can see them, so every mesh uses the same.</summary>
internal static class AddressPlan
{
    /// <summary>The node: the bridge, and the control plane on it.</summary>
    public static readonly IPAddress Node = IPAddress.Parse("10.244.0.1");

    /// <summary>The length of the pods' prefix.</summary>
    public const int PodPrefixLength = 16;

    const uint FirstPod = 0x0AF4_000A; // 10.244.0.10
    const uint FirstService = 0x0A60_000A; // 10.96.0.10

    /// <summary>More pods or services than this don't fit into a prefix of 16 bits.</summary>
    public const int Most = 65_000;

    public static IPAddress Pod(int number) => At(FirstPod, number);

    public static IPAddress Service(int number) => At(FirstService, number);

    static IPAddress At(uint first, int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)number, (uint)Most);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, first + (uint)number);
        return new IPAddress(bytes);
    }
}
