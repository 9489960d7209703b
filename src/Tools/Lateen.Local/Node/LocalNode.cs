using System.Net;
using System.Net.Sockets;
using Lateen.Citadel;
using Lateen.Local.Images;
using Lateen.Local.Manifests;
using Lateen.Local.Metrics;
using Lateen.Local.Pods;
using Lateen.Local.Registry;
using Lateen.Local.Relays;
using Lateen.Local.Sandbox;
using Lateen.Local.State;

namespace Lateen.Local.Node;

/// <summary>
/// The node of a local mesh: kubelet, scheduler, endpoint controller and kube-proxy of the pods that the manifests describe, which it follows.
/// </summary>
public sealed class LocalNode : IAsyncDisposable
{
    /// <summary>From a pod's readiness until every proxy has heard of it.</summary>
    static readonly TimeSpan UntilHeard = TimeSpan.FromSeconds(1);

    readonly Launch launch;
    readonly MeshDirectory directory;
    readonly TimeProvider time;
    readonly AddressPlan plan;
    readonly ISandbox sandbox;
    readonly RegistryWriter writer;
    readonly ServiceAddresses addresses;
    readonly PodPlanner planner;
    readonly PodSet pods;
    readonly Publisher publisher;
    readonly Publisher following;
    readonly Publisher visitors;
    readonly MeshMetrics metrics = new();
    readonly CancellationTokenSource ending = new();
    readonly CancellationTokenSource stopping = new();
    readonly List<Task> background = [];
    readonly List<IDisposable> owned = [];
    Action<string> report = static _ => { };
    MeshManifest manifest = MeshManifest.From([]);
    ManifestSource? source;
    Reconciler? reconciler;
    Task proxiesMayStart = Task.CompletedTask;
    volatile bool isFollowing;

    internal LocalNode(Launch launch, TimeProvider time)
    {
        (this.launch, this.time) = (launch, time);
        directory = new MeshDirectory(launch.Parent, launch.Name);
        plan = launch.Isolation == Isolation.Loopback ? new LoopbackAddresses(launch.Block) : new NamespaceAddresses();
        sandbox = plan is LoopbackAddresses block
            ? new LoopbackSandbox(new SandboxLayout(directory.LoopbackSandbox), block, Environment.IsPrivilegedProcess, time)
            : new NamespaceSandbox(new SandboxLayout(directory.Sandbox), launch.Isolation == Isolation.Namespaces);
        writer = new RegistryWriter(directory.Registry);
        addresses = new ServiceAddresses(plan);
        planner = new PodPlanner(plan);
        publisher = new Publisher(PublishOnce, Report);
        following = new Publisher(Follow, Report);
        visitors = new Publisher(StartVisitors, Report);
        pods = new PodSet(sandbox, planner, time, publisher.Signal, Report);
    }

    /// <summary>What the launcher left in a state folder, as a node.</summary>
    /// <exception cref="LocalMeshException">There is no launch.</exception>
    public static LocalNode FromFile(string launchFile, TimeProvider time) =>
        new(StateFile.TryRead<Launch>(launchFile) ?? throw new LocalMeshException($"{launchFile} is not there; only `lateen up` starts a node."), time);

    /// <summary>The mesh as it is now.</summary>
    public MeshStatus Status
    {
        get
        {
            var present = pods.All;
            var states = present.Select(pod => pod.Status).OrderBy(pod => (pod.Namespace, pod.Name)).ToArray();
            var isReady = present.Any(pod => !pod.IsLeaving) && present.All(pod => pod.IsReady || pod.IsLeaving);
            return new MeshStatus(launch.Name, isReady, launch.GatewayAddress, launch.Isolation.ToString(), plan.Node.ToString(), states);
        }
    }

    /// <summary>The traffic since <see cref="CountFromNow"/>, as of the last <see cref="ReadMetrics"/>.</summary>
    public IReadOnlyList<Edge> Edges => metrics.Edges;

    /// <summary>The descriptor whose end of file means that the launcher wants the mesh to end, or is gone.</summary>
    public string Lifeline => launch.Lifeline;

    /// <summary>Reads the manifests and starts everything; returns before the pods are ready.</summary>
    /// <param name="report">Gets a sentence for each step, for each diagnostic, and later for what edits bring; from any thread.</param>
    /// <exception cref="LocalMeshException">It can't start; nothing of it goes on.</exception>
    public async Task Start(Action<string> report, CancellationToken cancel)
    {
        this.report = report;
        InheritedHandle.Keep(launch.GatewaySocket);
        report("making the network");
        await sandbox.Create(PodFactory.Programs(launch), cancel);
        // The slowest first: the control plane waits for nothing that the manifests say, and ends with the node if they say it badly.
        var tokenKey = TokenKey.LoadOrCreate(directory.CertificateAuthority);
        owned.Add(tokenKey);
        var factory = new PodFactory(launch, directory, sandbox, new TokenIssuer(tokenKey, time), time);
        owned.Add(factory);
        var trusted = StartControlPlane(factory, cancel);
        proxiesMayStart = trusted;
        owned.Add(source = new ManifestSource(launch.Files, time, FollowEdits));
        manifest = source.First(report);
        addresses.Set(manifest.Services);
        writer.Write(RegistryNow().Objects());
        reconciler = new Reconciler(pods, planner, factory, () => LocalImages.Beside(launch.Files), StartUnlessVisitor, publisher.Signal);
        var problems = await reconciler.Apply(manifest, RegistryNow(), cancel);
        if (problems.Count > 0)
            throw new LocalMeshException(string.Join('\n', problems));
        report($"starting the control plane and {pods.All.Count} pods");
        await trusted;
        publisher.Signal();
        background.Add(ServeHostPort());
        isFollowing = true;
        FollowEdits();
    }

    /// <summary>Reads every proxy's metrics.</summary>
    /// <returns>Whether all answered.</returns>
    public Task<bool> ReadMetrics(CancellationToken cancel) => metrics.Read(pods.All.Select(pod => pod.Plan), cancel);

    /// <summary>Traffic before this doesn't count: the pods were not ready.</summary>
    public void CountFromNow() => metrics.Restart();

    /// <summary>Ends all programs, in order; namespaces and mounts end with the last process.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await following.Settle();
        await visitors.Settle();
        await pods.EndAll();
        await stopping.CancelAsync();
        await Task.WhenAll(background);
        await publisher.Settle();
        await sandbox.DisposeAsync();
        foreach (var one in owned)
            one.Dispose();
        metrics.Dispose();
        ending.Dispose();
        stopping.Dispose();
    }

    Task StartControlPlane(PodFactory factory, CancellationToken cancel)
    {
        var controlPlane = new ControlPlane(launch, directory, plan.Node, factory.Log("control-plane", "discovery"), time);
        owned.Add(controlPlane);
        background.Add(controlPlane.Supervisor.Run(stopping.Token, CancellationToken.None));
        return Trust(controlPlane, cancel);
    }

    async Task Trust(ControlPlane controlPlane, CancellationToken cancel)
    {
        await controlPlane.WaitUntilReady(directory.LogOf("control-plane", "discovery"), cancel);
        File.Copy(controlPlane.RootCertificate, sandbox.Layout.RootCertificate, overwrite: true);
        File.SetUnixFileMode(sandbox.Layout.RootCertificate, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    async Task ServeHostPort()
    {
        using var port = new TcpRelay(new Socket(new SafeSocketHandle(launch.GatewaySocket, ownsHandle: true)), GatewayEndpoint);
        await port.Run(stopping.Token);
    }

    void Report(string sentence) => report(sentence);

    void FollowEdits()
    {
        // Until everything has started, edits wait.
        if (isFollowing)
            following.Signal();
    }

    async Task Follow()
    {
        if (source!.Next(Report) is not { } next || ending.IsCancellationRequested)
            return;
        manifest = next;
        var servicesChanged = addresses.Set(next.Services);
        var registry = RegistryNow();
        foreach (var problem in await reconciler!.Apply(next, registry, ending.Token))
            Report(problem);
        if (servicesChanged)
            await Task.WhenAll(pods.All.Select(pod => sandbox.Update(pod.Plan, registry.NetworkOf(pod.Plan))));
        publisher.Signal();
    }

    MeshRegistry RegistryNow() => new(manifest.Services, addresses.Current, [.. pods.All.Select(pod => (pod.Plan, pod.IsReady))]);

    IPEndPoint? GatewayEndpoint() => GatewayPorts.Of(manifest.Services, RegistryNow(), pods.All.Select(pod => pod.Plan));

    // A pod outside the mesh that nobody calls only calls others; started before they can answer, it would see nothing but failures.
    bool IsVisitor(PodPlan pod) => !pod.HasProxy && !manifest.Services.Any(service => ServicePorts.Selects(service, pod));

    void StartUnlessVisitor(RunningPod pod)
    {
        if (!IsVisitor(pod.Plan))
            pod.Start(proxiesMayStart);
    }

    bool MayVisit => pods.Staying.All(pod => pod.IsReady || !pod.IsStarted);

    // Once everybody is ready, and a little later has heard of all others.
    async Task StartVisitors()
    {
        while (!ending.IsCancellationRequested && pods.Staying.Where(pod => !pod.IsStarted).ToArray() is { Length: > 0 } waiting)
        {
            await Task.Delay(UntilHeard, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!MayVisit || ending.IsCancellationRequested)
                return;
            foreach (var pod in waiting)
                pod.Start(proxiesMayStart);
        }
    }

    async Task PublishOnce()
    {
        if (stopping.IsCancellationRequested)
            return;
        var registry = RegistryNow();
        writer.Write(registry.Objects());
        if (MayVisit)
            visitors.Signal();
        StateFile.Write(directory.StatusFile, Status);
        await sandbox.SetServices([.. registry.Ports()], CancellationToken.None);
    }
}
