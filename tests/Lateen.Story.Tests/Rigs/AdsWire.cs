using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Lateen.Net;
using Lateen.Pilot.Push;
using Lateen.Xds;
using Lateen.Xds.Client;
using Lateen.Xds.Server;

namespace Lateen.Story.Tests.Rigs;

/// <summary>One ADS stream between a proxy's main loop and the control plane's loop: every message crosses as bytes and is written down.</summary>
sealed class AdsWire : IXdsClientPort, IXdsServerPort
{
    readonly IEventLoop proxyLoop;
    readonly IEventLoop controlLoop;
    readonly PilotSource source;
    readonly TimeProvider clock;
    DeltaServerStream? stream;

    public AdsWire(Node node, IEventLoop proxyLoop, IEventLoop controlLoop, PilotSource source, TimeProvider clock)
    {
        this.proxyLoop = proxyLoop;
        this.controlLoop = controlLoop;
        this.source = source;
        this.clock = clock;
        Client = XdsClient.Delta(node, this, new Random(1));
    }

    /// <summary>What the client has proved to be; nothing unless a test says so.</summary>
    public IReadOnlyList<string> Identities { get; init; } = [];

    public XdsClient Client { get; }

    /// <summary>What was said, in order.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Refusals of the proxy.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>Everything that the control plane sent, by type and name: the last of each.</summary>
    public SortedDictionary<(string Type, string Name), Resource> Delivered { get; } = [];

    void IXdsClientPort.Open()
    {
        stream = new DeltaServerStream(this, clock, "n");
        proxyLoop.Post(_ => Client.OnOpened(), null);
    }

    void IXdsClientPort.Send(IMessage request)
    {
        var bytes = request.ToByteArray();
        controlLoop.Post(_ => Receive(DeltaDiscoveryRequest.Parser.ParseFrom(bytes)), null);
    }

    void IXdsClientPort.Close() => stream?.OnClosed();

    void IXdsClientPort.WakeAfter(TimeSpan delay) => proxyLoop.Schedule(new LoopTimer(Client.OnTimer), delay.Ticks * 100);

    XdsOpening IXdsServerPort.Open(Node node) =>
        source.Open(new XdsPeer(node.Id, node, Identities, "story", Delta: true), () => controlLoop.Post(_ => stream!.OnChanged(), null));

    void IXdsServerPort.Send(IMessage response)
    {
        var bytes = response.ToByteArray();
        proxyLoop.Post(_ => Deliver(DeltaDiscoveryResponse.Parser.ParseFrom(bytes)), null);
    }

    void IXdsServerPort.End(Status status) => throw new InvalidOperationException($"The control plane ended the stream: {status}");

    void IXdsServerPort.WakeAfter(TimeSpan delay) => controlLoop.Schedule(new LoopTimer(() => stream!.OnTimer()), delay.Ticks * 100);

    void Receive(DeltaDiscoveryRequest request)
    {
        var kind = request.ErrorDetail is not null ? "NACK" : request.ResponseNonce.Length > 0 ? "ACK" : "ask";
        Said.Add($"proxy   {kind,-5} {XdsTypes.ShortName(request.TypeUrl)}{List("+", request.ResourceNamesSubscribe)}{List("-", request.ResourceNamesUnsubscribe)}");
        if (request.ErrorDetail is not null) Refusals.Add(request.ErrorDetail.Message);
        stream!.OnRequest(request);
    }

    void Deliver(DeltaDiscoveryResponse response)
    {
        Said.Add($"control send  {XdsTypes.ShortName(response.TypeUrl)}{List("", response.Resources.Select(resource => resource.Name))}{List("removed ", response.RemovedResources)}");
        foreach (var resource in response.Resources) Delivered[(XdsTypes.ShortName(response.TypeUrl), resource.Name)] = resource;
        Client.OnResponse(response);
    }

    static string List(string mark, IEnumerable<string> names) => string.Concat(names.Order(StringComparer.Ordinal).Select(name => $"\n          {mark}{name}"));
}
