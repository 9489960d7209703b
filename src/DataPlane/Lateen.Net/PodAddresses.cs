using System.Collections.Immutable;

namespace Lateen.Net;

/// <summary>
/// The real addresses of a pod that shares this machine's network with others, instead of having one of its own where it could take any port and have
/// its traffic redirected. Whoever listens and connects goes on using the addresses of a pod; the loop translates.
/// </summary>
public sealed record PodAddresses
{
    // What the proxy's inbound clusters connect from: "to the application, not to my own inbound side".
    const uint InboundSource = 0x7f000006;
    const uint Localhost = 0x7f000001;

    /// <summary>The pod's address, one of 127.0.0.0/8, with port 0: what listens on any address or on 127.0.0.1 listens here.</summary>
    public required NetAddress Own { get; init; }

    /// <summary>Where the pod's application listens, with port 0: connections to 127.0.0.1 go here, and those to the pod's own address from 127.0.0.6.</summary>
    public required NetAddress Application { get; init; }

    /// <summary>What a kernel would redirect.</summary>
    public ImmutableArray<CapturedAddress> Captures { get; init; } = [];

    /// <summary>Where to listen really.</summary>
    public NetAddress Bind(in NetAddress wanted) => wanted.IsAnyIp || wanted.IPv4Bits == Localhost ? Own.WithPort(wanted.Port) : wanted;

    /// <summary>Where to connect really.</summary>
    public ConnectOptions Dial(in ConnectOptions wanted) =>
        wanted.Address.IPv4Bits == Localhost || wanted.Source.IPv4Bits == InboundSource && wanted.Address.SameIp(Own)
            ? wanted with { Address = Application.WithPort(wanted.Address.Port) }
            : wanted;

    /// <summary>The addresses whose connections a listener on a port of the pod gets besides its own.</summary>
    public IEnumerable<CapturedAddress> CapturedBy(in NetAddress wanted)
    {
        var port = wanted.IsAnyIp ? wanted.Port : (ushort)0;
        return port == 0 ? [] : Captures.Where(capture => capture.Port == port);
    }
}
