using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Lateen.Net;
using Lateen.Xds.Client;
using Lateen.Xds.Server;

namespace Lateen.Agent.InProcess;

/// <summary>
/// Joins an xDS client to a source in the same process, on one loop: the same two state machines as over the network, without a network.
/// The proxy gets its workload's secrets this way.
/// </summary>
public sealed class XdsLoopback : IXdsClientPort
{
    const long NanosecondsPerTick = 100;
    readonly IEventLoop loop;
    readonly IXdsSource source;
    readonly LoopTimer clientTimer;
    XdsClient? client;
    ServerEnd? server;
    int streams;

    XdsLoopback(IEventLoop loop, IXdsSource source)
    {
        this.loop = loop;
        this.source = source;
        clientTimer = new LoopTimer(() => client!.OnTimer());
    }

    /// <summary>A state-of-the-world client of <paramref name="source"/>; its owner starts it on the loop.</summary>
    public static XdsClient Connect(IEventLoop loop, IXdsSource source, Node node, TimeProvider time, Random random)
    {
        var port = new XdsLoopback(loop, source) { Time = time };
        return port.client = XdsClient.StateOfTheWorld(node, port, random);
    }

    TimeProvider Time { get; init; } = TimeProvider.System;

    void IXdsClientPort.Open()
    {
        server = new ServerEnd(this, $"local-{++streams}");
        loop.Post(_ => client!.OnOpened(), null);
    }

    void IXdsClientPort.Send(IMessage request)
    {
        ServerEnd? end = server;
        loop.Post(_ => end?.OnRequest((DiscoveryRequest)request), null);
    }

    void IXdsClientPort.Close()
    {
        server?.OnClosed();
        server = null;
    }

    void IXdsClientPort.WakeAfter(TimeSpan delay) => loop.Schedule(clientTimer, delay.Ticks * NanosecondsPerTick);

    sealed class ServerEnd : IXdsServerPort
    {
        readonly XdsLoopback owner;
        readonly SotwServerStream stream;
        readonly LoopTimer timer;
        readonly string name;

        public ServerEnd(XdsLoopback owner, string name)
        {
            this.owner = owner;
            this.name = name;
            stream = new SotwServerStream(this, owner.Time, name);
            timer = new LoopTimer(stream.OnTimer);
        }

        bool IsOpen => ReferenceEquals(owner.server, this);

        public void OnRequest(DiscoveryRequest request)
        {
            if (IsOpen)
                stream.OnRequest(request);
        }

        public void OnClosed() => stream.OnClosed();

        public XdsOpening Open(Node node) =>
            owner.source.Open(new XdsPeer(name, node, [], "in process", Delta: false), () => owner.loop.Post(_ => OnChanged(), null));

        public void Send(IMessage response) => owner.loop.Post(_ => Deliver(response), null);

        public void End(Status status)
        {
            owner.server = null;
            stream.OnClosed();
            owner.loop.Post(_ => owner.client!.OnClosed(), null);
        }

        public void WakeAfter(TimeSpan delay) => owner.loop.Schedule(timer, delay.Ticks * NanosecondsPerTick);

        void OnChanged()
        {
            if (IsOpen)
                stream.OnChanged();
        }

        void Deliver(IMessage response)
        {
            if (IsOpen)
                owner.client!.OnResponse(response);
        }
    }
}
