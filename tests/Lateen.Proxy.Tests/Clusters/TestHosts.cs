using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Tests.Clusters;

static class TestHosts
{
    public static HostState State(int index, uint weight = 1, EndpointHealth health = EndpointHealth.Healthy)
    {
        var address = NetAddress.IPv4(0x0a000000 + (uint)index, 80);
        return new HostState
        {
            Host = new Host(address),
            Endpoint = new EndpointConfig { Address = address, Weight = weight, Health = health },
            TransportSocket = RawBufferConfig.Instance,
        };
    }

    public static HostSet Set(params uint[] weights) => new([.. weights.Select((weight, index) => State(index, weight))]);
}
