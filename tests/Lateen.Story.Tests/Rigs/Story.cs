using Lateen.Config;
using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Pilot.Push;
using Lateen.Testing;

namespace Lateen.Story.Tests.Rigs;

/// <summary>A mesh in memory: objects from YAML, the control plane, and pods with their sidecars on one simulated network.</summary>
sealed class Story : IDisposable
{
    readonly List<StoryPod> pods = [];

    public Story(string yaml, int seed = 1)
    {
        Simulation = new Simulation(seed);
        Control = Simulation.CreateLoop("control");
        Objects = Read(yaml);
        Store.Replace(Objects);
        Source = new PilotSource(Store, Clock, PushOptions.Local);
    }

    public static string Mesh => File.ReadAllText(Path.Combine(Repository.Root, "tests/Lateen.Story.Tests/story/mesh.yaml"));

    public Simulation Simulation { get; }

    public SimulatedEventLoop Control { get; }

    public StoryClock Clock { get; } = new();

    public MemoryConfigStore Store { get; } = new();

    public PilotSource Source { get; }

    public ReadResult Objects { get; }

    public StoryTrust Trust { get; } = new();

    /// <summary>What proxies complained about.</summary>
    public List<string> Errors { get; } = [];

    public IReadOnlyList<StoryPod> Pods => pods;

    public static NetAddress Ip(string text, ushort port = 0)
    {
        Assert.True(NetAddress.TryParse(text, port, out var address));
        return address;
    }

    /// <summary>Adds a pod, whose sidecar starts at once.</summary>
    public StoryPod AddPod(string app, string version, string ip)
    {
        var pod = new StoryPod(this, app, version, Ip(ip));
        pods.Add(pod);
        pod.Start();
        return pod;
    }

    /// <summary>Adds a gateway.</summary>
    public StoryPod AddGateway(string app, string ip, bool isProven)
    {
        var pod = new StoryPod(this, app, "v1", Ip(ip), "router", isProven);
        pods.Add(pod);
        pod.Start();
        return pod;
    }

    public bool IsPod(NetAddress address) => pods.Exists(pod => pod.Address.SameIp(address));

    /// <summary>Until every sidecar has its configuration.</summary>
    public void RunUntilReady()
    {
        Simulation.RunUntil(() => pods.TrueForAll(pod => pod.Configuration.IsReady));
        Simulation.RunFor(TimeSpan.FromMilliseconds(5));
    }

    /// <summary>Replaces or adds the objects of a manifest, and lets the push reach everybody.</summary>
    public void Apply(string yaml)
    {
        Store.Apply(Read(yaml).Objects);
        Clock.Advance(PushOptions.Local.Quiet);
        Simulation.RunFor(TimeSpan.FromMilliseconds(20));
    }

    /// <summary>Everything that could explain a surprise.</summary>
    public string Describe() => string.Join('\n', Errors
        .Concat(pods.SelectMany(pod => pod.Wire.Refusals.Select(refusal => $"{pod.App}-{pod.Version} refused: {refusal}")))
        .Concat(pods.SelectMany(pod => pod.Stats.Read().Where(stat => stat.Used && stat.Value != 0)
            .OrderBy(stat => stat.Name, StringComparer.Ordinal).Select(stat => $"{pod.App}-{pod.Version} {stat.Name} = {stat.Value}"))));

    public StoryClient Finish(StoryClient client)
    {
        Simulation.RunUntil(() => client.IsDone);
        return client;
    }

    public void Dispose()
    {
        Source.Dispose();
        Simulation.Dispose();
    }

    static ReadResult Read(string yaml)
    {
        var result = ConfigReader.Read("mesh.yaml", yaml, "default");
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        return result;
    }
}
