using System.Net;

namespace Lateen.Local.Pods;

/// <summary>Addresses of a mesh that has a network of its own. Nothing outside can see them, so every such mesh uses the same.</summary>
internal sealed class NamespaceAddresses : AddressPlan
{
    /// <summary>The length of the pods' prefix.</summary>
    public const int PodPrefixLength = 16;

    /// <summary>The bridge.</summary>
    public static readonly IPAddress Bridge = IPAddress.Parse("10.244.0.1");

    const uint FirstPod = 0x0AF4_000A; // 10.244.0.10
    const uint FirstService = 0x0A60_000A; // 10.96.0.10
    const int Most = 65_000; // Of either, in 16 bits.

    public override IPAddress Node => Bridge;

    public override IPAddress Pod(int number) => Of(FirstPod, number, "pods");

    public override IPAddress Service(int number) => Of(FirstService, number, "services");

    static IPAddress Of(uint first, int number, string what)
    {
        Require(number, Most, what);
        return At(first + (uint)number);
    }
}
