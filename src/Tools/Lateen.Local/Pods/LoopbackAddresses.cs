using System.Net;

namespace Lateen.Local.Pods;

/// <summary>
/// Addresses of a mesh that shares the machine's network: one block 127.BLOCK.0.0/16 of the loopback device's. 127.BLOCK.0.1 is the node, 127.BLOCK.0.10
/// and on are services; each pod has 127.BLOCK.POD.0/24, of which .1 is the pod for others, .2 its application behind the proxy, and .10 and on are the
/// services as this pod alone reaches them, through its proxy.
/// </summary>
internal sealed class LoopbackAddresses(int block) : AddressPlan
{
    /// <summary>The highest block; they begin at 1.</summary>
    public const int LastBlock = 254;

    const int FirstService = 10;
    const int MostServices = 245;
    const int MostPods = 253;

    public override IPAddress Node => InBlock(0, 1);

    public override IPAddress Pod(int number) => OfPod(number, 1);

    public override IPAddress Application(int number) => OfPod(number, 2);

    public override IPAddress Service(int number)
    {
        Require(number, MostServices, "services");
        return InBlock(0, FirstService + number);
    }

    /// <summary>A service as one pod reaches it.</summary>
    public IPAddress ServiceIn(int pod, IPAddress service) => OfPod(pod, service.GetAddressBytes()[3]);

    IPAddress OfPod(int number, int last)
    {
        Require(number, MostPods, "pods");
        return InBlock(1 + number, last);
    }

    IPAddress InBlock(int third, int last) => At(127u << 24 | (uint)block << 16 | (uint)third << 8 | (uint)last);
}
