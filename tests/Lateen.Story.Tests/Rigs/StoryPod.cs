using System.Collections.Frozen;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Net.Tls.OpenSsl;
using Lateen.Pilot.Push;
using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Runtime;

namespace Lateen.Story.Tests.Rigs;

/// <summary>A pod with its sidecar: an application's loop whose connections are intercepted, and a proxy with one worker, configured by xDS.</summary>
sealed class StoryPod
{
    readonly string type;

    public const ushort OutboundPort = 15001;
    public const ushort InboundPort = 15006;

    /// <param name="story">The mesh.</param>
    /// <param name="app">Its label app.</param>
    /// <param name="version">Its label version.</param>
    /// <param name="address">Its address.</param>
    /// <param name="type">Sidecar or router.</param>
    /// <param name="isProven">Whether the control plane knows who it is.</param>
    public StoryPod(Story story, string app, string version, NetAddress address, string type = "sidecar", bool isProven = false)
    {
        this.type = type;
        (App, Version, Address) = (app, version, address);
        Main = story.Simulation.CreateLoop($"{app}-{version}-main", address);
        var worker = Worker = story.Simulation.CreateLoop($"{app}-{version}-worker", address);
        Application = story.Simulation.CreateLoop($"{app}-{version}-app", address);
        Application.Redirect = dialled => dialled.SameIp(address) ? null : address.WithPort(OutboundPort);
        worker.Redirect = dialled => dialled.SameIp(address) || !story.IsPod(dialled) ? null : dialled.WithPort(InboundPort);
        Runtime = new ProxyRuntime(Main, Stats, [worker], new RuntimeOptions
        {
            Seed = 1,
            Tls = OpenSslEngine.TryLoad(out _),
            OnError = story.Errors.Add,
        });
        var name = $"{app}-{version}";
        Wire = new AdsWire(NodeOf(name), Main, story.Control, story.Source, story.Clock)
        {
            Identities = isProven ? [$"spiffe://cluster.local/ns/default/sa/{app}"] : [],
        };
        Secrets = new StorySecrets(Main, story.Trust, $"spiffe://cluster.local/ns/default/sa/{app}");
        Configuration = new DynamicConfiguration(
            Wire.Client, Secrets, Main, new PodTarget(Runtime, address), Stats,
            new AccessLogFiles(1, () => { }, _ => Stream.Null), LocalNodeOf(name));
    }

    public string App { get; }

    public string Version { get; }

    public NetAddress Address { get; }

    public SimulatedEventLoop Main { get; }

    /// <summary>Where the proxy's traffic lives.</summary>
    public SimulatedEventLoop Worker { get; }

    /// <summary>Where the application lives.</summary>
    public SimulatedEventLoop Application { get; }

    public StatsRegistry Stats { get; } = new(StatsInclusion.All, StatTagNames.Istio);

    public ProxyRuntime Runtime { get; }

    public StorySecrets Secrets { get; }

    public AdsWire Wire { get; }

    public DynamicConfiguration Configuration { get; }

    public void Start() => Main.Post(_ =>
    {
        Configuration.Start();
        Wire.Client.Start();
    }, null);

    /// <summary>Makes the application answer on a port with its name and version.</summary>
    public void Serve(ushort port) =>
        Assert.NotNull(Application.Listen(new ListenOptions { Address = Address.WithPort(port) }, new StoryServer($"{App} {Version}"), out _));

    Node NodeOf(string name) => new()
    {
        Id = NodeId(name),
        Cluster = $"{App}.default",
        UserAgentName = "lateen-proxy",
        Metadata = Struct.Parser.ParseJson($$"""
            {"NAMESPACE": "default", "CLUSTER_ID": "Kubernetes", "MESH_ID": "cluster.local", "LABELS": {"app": "{{App}}", "version": "{{Version}}"} }
            """),
        Extensions = { new Extension { Name = "istio.stats" }, new Extension { Name = "istio.alpn" }, new Extension { Name = "envoy.filters.http.peer_metadata" }, new Extension { Name = "envoy.filters.network.metadata_exchange" } },
    };

    LocalNode LocalNodeOf(string name) => new()
    {
        Id = NodeId(name),
        Cluster = $"{App}.default",
        Name = name,
        Namespace = "default",
        WorkloadName = name,
        ClusterId = "Kubernetes",
        MeshId = "cluster.local",
        Owner = $"kubernetes://apis/apps/v1/namespaces/default/deployments/{name}",
        Labels = new Dictionary<string, string> { ["app"] = App, ["version"] = Version, ["service.istio.io/canonical-name"] = App, ["service.istio.io/canonical-revision"] = Version }.ToFrozenDictionary(),
    };

    string NodeId(string name) => $"{type}~{Address.IpText}~{name}.default~default.svc.cluster.local";
}
