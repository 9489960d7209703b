using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Lateen.Testing;
using Lateen.Xds.Server;

namespace Lateen.Xds.Tests;

/// <summary>One server stream with a source behind it; what the stream sends is kept until the test looks at it.</summary>
sealed class ServerRig : IXdsServerPort
{
    readonly Queue<IMessage> sent = new();

    public ServerRig(XdsServerLimits? limits = null)
    {
        Sotw = new SotwServerStream(this, Time, "n", limits);
        Delta = new DeltaServerStream(this, Time, "n", limits);
    }

    public SharedResources Source { get; } = new();

    public ManualTime Time { get; } = new();

    public SotwServerStream Sotw { get; }

    public DeltaServerStream Delta { get; }

    public Grpc.Core.Status? Ended { get; private set; }

    public TimeSpan? Wake { get; private set; }

    public Grpc.Core.Status Refusal { get; set; } = Grpc.Core.Status.DefaultSuccess;

    public static Node Node => new() { Id = "sidecar~10.0.0.1~a.default~default.svc.cluster.local" };

    /// <summary>The next response in one line: "Cluster 1 n-1: a b" or, for a delta, "Cluster 1 n-1: +a -b".</summary>
    public string Next() => sent.TryDequeue(out IMessage? message) ? Show(message) : "(nothing)";

    public string[] Rest()
    {
        string[] rest = [.. sent.Select(Show)];
        sent.Clear();
        return rest;
    }

    public void Request(string typeUrl, string names = "", string nonce = "", string version = "", string? error = null)
    {
        var request = new DiscoveryRequest { Node = Node, TypeUrl = typeUrl, ResponseNonce = nonce, VersionInfo = version };
        request.ResourceNames.Add(Split(names));
        if (error is not null)
            request.ErrorDetail = new Google.Rpc.Status { Code = 13, Message = error };
        Sotw.OnRequest(request);
    }

    public void DeltaRequest(
        string typeUrl, string subscribe = "", string unsubscribe = "", string nonce = "", string? error = null,
        params (string Name, string Version)[] held)
    {
        var request = new DeltaDiscoveryRequest { Node = Node, TypeUrl = typeUrl, ResponseNonce = nonce };
        request.ResourceNamesSubscribe.Add(Split(subscribe));
        request.ResourceNamesUnsubscribe.Add(Split(unsubscribe));
        foreach ((string name, string version) in held)
            request.InitialResourceVersions[name] = version;
        if (error is not null)
            request.ErrorDetail = new Google.Rpc.Status { Code = 13, Message = error };
        Delta.OnRequest(request);
    }

    public XdsOpening Open(Node node) =>
        Refusal.StatusCode == StatusCode.OK ? Source.Open(new XdsPeer("test", node, [], "", false), () => { }) : new XdsOpening(null, Refusal);

    public void Send(IMessage response) => sent.Enqueue(response);

    public void End(Grpc.Core.Status status) => Ended = status;

    public void WakeAfter(TimeSpan delay) => Wake = delay;

    static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static string Show(IMessage message) => message switch
    {
        DiscoveryResponse sotw => $"{XdsTypes.ShortName(sotw.TypeUrl)} {sotw.VersionInfo} {sotw.Nonce}: "
            + string.Join(' ', sotw.Resources.Select(any => Client.XdsNames.Read(any.TypeUrl, any.Value))),
        DeltaDiscoveryResponse delta => $"{XdsTypes.ShortName(delta.TypeUrl)} {delta.SystemVersionInfo} {delta.Nonce}: "
            + string.Join(' ', delta.Resources.Select(resource => "+" + resource.Name).Concat(delta.RemovedResources.Select(name => "-" + name))),
        _ => throw new InvalidOperationException(message.GetType().Name),
    };
}
