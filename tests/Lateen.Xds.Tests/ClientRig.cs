using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Lateen.Xds.Client;

namespace Lateen.Xds.Tests;

/// <summary>A client whose port records what it asks; the test plays the server.</summary>
sealed class ClientRig : IXdsClientPort
{
    readonly Queue<string> said = new();

    public ClientRig(bool delta) => Client = delta
        ? XdsClient.Delta(ServerRig.Node, this, new Random(7))
        : XdsClient.StateOfTheWorld(ServerRig.Node, this, new Random(7));

    public XdsClient Client { get; }

    public TimeSpan Wake { get; private set; }

    public string Next() => said.TryDequeue(out string? line) ? line : "(nothing)";

    public Recorder Own(string typeUrl)
    {
        var recorder = new Recorder();
        Client.Handle(typeUrl, recorder);
        return recorder;
    }

    public void Connect()
    {
        Client.Start();
        Client.OnOpened();
        said.Clear();
    }

    public void Respond(string typeUrl, string version, string nonce, params XdsResource[] resources)
    {
        var response = new DiscoveryResponse { TypeUrl = typeUrl, VersionInfo = version, Nonce = nonce };
        response.Resources.Add(resources.Select(resource => resource.Any));
        Client.OnResponse(response);
    }

    public void RespondDelta(string typeUrl, string nonce, string removed = "", params XdsResource[] resources)
    {
        var response = new DeltaDiscoveryResponse { TypeUrl = typeUrl, Nonce = nonce };
        response.Resources.Add(resources.Select(resource => resource.Wrapped));
        response.RemovedResources.Add(removed.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Client.OnResponse(response);
    }

    public void Open() => said.Enqueue("open");

    public void Close() => said.Enqueue("close");

    public void WakeAfter(TimeSpan delay) => Wake = delay;

    public void Send(IMessage request) => said.Enqueue(request switch
    {
        DiscoveryRequest sotw => $"{XdsTypes.ShortName(sotw.TypeUrl)}{(sotw.Node is null ? "" : " node")} v={sotw.VersionInfo} n={sotw.ResponseNonce} [{string.Join(' ', sotw.ResourceNames)}]"
            + (sotw.ErrorDetail is { } error ? $" NACK {error.Code} {error.Message}" : ""),
        DeltaDiscoveryRequest delta => $"{XdsTypes.ShortName(delta.TypeUrl)}{(delta.Node is null ? "" : " node")} n={delta.ResponseNonce} +[{string.Join(' ', delta.ResourceNamesSubscribe)}] -[{string.Join(' ', delta.ResourceNamesUnsubscribe)}]"
            + (delta.InitialResourceVersions.Count == 0 ? "" : $" held={string.Join(',', delta.InitialResourceVersions.Select(pair => $"{pair.Key}:{pair.Value}"))}")
            + (delta.ErrorDetail is { } error ? $" NACK {error.Code} {error.Message}" : ""),
        _ => throw new InvalidOperationException(request.GetType().Name),
    });

    /// <summary>An owner that keeps what it is given, and may act or reject.</summary>
    internal sealed class Recorder : IXdsHandler
    {
        readonly Queue<string> updates = new();

        public Func<XdsUpdate, XdsVerdict> Judge { get; set; } = _ => XdsVerdict.Accepted;

        public string Next() => updates.TryDequeue(out string? update) ? update : "(nothing)";

        public XdsVerdict OnUpdate(XdsUpdate update)
        {
            updates.Enqueue(string.Join(' ', update.Resources.Select(resource => "+" + resource.Name).Concat(update.Removed.Select(name => "-" + name))));
            return Judge(update);
        }
    }
}
