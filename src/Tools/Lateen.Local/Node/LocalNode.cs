using System.Net;
using System.Net.Sockets;
using k8s.Models;
using Lateen.Citadel;
using Lateen.Core;
using Lateen.Local.Containers;
using Lateen.Local.Images;
using Lateen.Local.Manifests;
using Lateen.Local.Metrics;
using Lateen.Local.Pods;
using Lateen.Local.Processes;
using Lateen.Local.Registry;
using Lateen.Local.Sandbox;
using Lateen.Local.State;

namespace Lateen.Local.Node;

/// <summary>
/// The node of a local mesh, inside the mesh's own namespaces: kubelet, scheduler, endpoint controller and kube-proxy of the pods that the
/// manifests describe.
/// </summary>
public sealed class LocalNode : IAsyncDisposable
{
    readonly Launch launch;
    readonly MeshDirectory directory;
    readonly TimeProvider time;
    readonly MeshSandbox sandbox;
    readonly RegistryWriter writer;
    readonly PodPlanner planner = new();
    readonly NumberPool serviceNumbers = new();
    readonly MeshMetrics metrics = new();
    readonly CancellationTokenSource stopping = new();
    readonly List<LogFile> logs = [];
    readonly List<Task> background = [];
    readonly Dictionary<string, IPAddress> addresses = [];
    volatile IReadOnlyList<RunningPod> pods = [];
    MeshManifest manifest = MeshManifest.From([]);
    ControlPlane? controlPlane;
    bool visitorsStarted;
    int publishRequests;

    internal LocalNode(Launch launch, TimeProvider time)
    {
        (this.launch, this.time) = (launch, time);
        directory = new MeshDirectory(launch.Parent, launch.Name);
        sandbox = new MeshSandbox(new SandboxLayout(directory.Sandbox), launch.Isolation);
        writer = new RegistryWriter(directory.Registry);
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
            var states = pods.Select(pod => pod.Status).OrderBy(pod => (pod.Namespace, pod.Name)).ToArray();
            return new MeshStatus(launch.Name, states.Length > 0 && states.All(pod => pod.Ready), launch.GatewayAddress, launch.Isolation.ToString(), states);
        }
    }

    /// <summary>The traffic since <see cref="CountFromNow"/>, as of the last <see cref="ReadMetrics"/>.</summary>
    public IReadOnlyList<Edge> Edges => metrics.Edges;

    /// <summary>The descriptor whose end of file means that the launcher wants the mesh to end, or is gone.</summary>
    public string Lifeline => launch.Lifeline;

    /// <summary>Reads the manifests and starts everything; returns before the pods are ready.</summary>
    /// <param name="report">Gets a sentence for each step, and each diagnostic.</param>
    /// <exception cref="LocalMeshException">It can't start; nothing of it goes on.</exception>
    public async Task Start(Action<string> report, CancellationToken cancel)
    {
        InheritedHandle.Keep(launch.GatewaySocket);
        ReadManifests(report);
        report($"making the network ({launch.Isolation})");
        await sandbox.Create(Programs(), cancel);
        using var tokenKey = TokenKey.LoadOrCreate(directory.CertificateAuthority);
        report("starting the control plane");
        StartControlPlane();
        var registry = RegistryNow();
        var files = new PodFiles(sandbox, new TokenIssuer(tokenKey, time));
        foreach (var plan in planner.Plan(manifest))
            await Prepare(plan, registry, files, cancel);
        await controlPlane!.WaitUntilReady(directory.LogOf("control-plane", "discovery"), cancel);
        File.Copy(controlPlane.RootCertificate, sandbox.Layout.RootCertificate, overwrite: true);
        File.SetUnixFileMode(sandbox.Layout.RootCertificate, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        report($"starting {pods.Count} pods");
        foreach (var pod in pods.Where(pod => !IsVisitor(pod.Plan)))
            pod.Start();
        Publish();
        background.Add(ServeHostPort());
    }

    /// <summary>Reads every proxy's metrics.</summary>
    /// <returns>Whether all answered.</returns>
    public Task<bool> ReadMetrics(CancellationToken cancel) => metrics.Read(pods.Select(pod => pod.Plan), cancel);

    /// <summary>Traffic before this doesn't count: the pods were not ready.</summary>
    public void CountFromNow() => metrics.Restart();

    /// <summary>Ends all programs, in order; namespaces and mounts end with the last process.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(pods.Select(pod => pod.DisposeAsync().AsTask()));
        await stopping.CancelAsync();
        await Task.WhenAll(background);
        controlPlane?.Dispose();
        foreach (var log in logs)
            log.Dispose();
        metrics.Dispose();
        stopping.Dispose();
    }

    async Task ServeHostPort()
    {
        using var port = new HostPort(new Socket(new SafeSocketHandle(launch.GatewaySocket, ownsHandle: true)), GatewayEndpoint);
        await port.Run(stopping.Token);
    }

    void ReadManifests(Action<string> report)
    {
        var (read, diagnostics) = ManifestFiles.Read(launch.Files);
        foreach (var diagnostic in diagnostics.Where(diagnostic => diagnostic.Severity != Severity.Error))
            report(diagnostic.ToString());
        if (diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray() is { Length: > 0 } errors)
            throw new LocalMeshException(string.Join('\n', errors.Select(error => error.ToString()).Prepend("the manifests have errors; nothing was started:")));
        if (read.Workloads.Count == 0)
            throw new LocalMeshException($"{string.Join(", ", launch.Files)}: no Deployment, StatefulSet or Pod, so there is nothing to run.");
        manifest = read;
        foreach (var service in manifest.Services.Where(ServicePorts.HasAddress))
            addresses[MeshRegistry.KeyOf(service)] = AddressPlan.Service(serviceNumbers.Of(MeshRegistry.KeyOf(service)));
    }

    Dictionary<string, string> Programs()
    {
        var programs = new Dictionary<string, string>
        {
            ["proxy"] = Path.GetDirectoryName(launch.ProxyProgram)!,
            ["bookinfo"] = Path.GetDirectoryName(launch.BookinfoProgram)!,
            ["dotnet"] = launch.DotnetRoot,
        };
        if (launch.Envoy is not null)
            programs["envoy"] = Path.GetDirectoryName(launch.Envoy)!;
        return programs;
    }

    string Inside(string name, string program) => Path.Combine(sandbox.Layout.Programs(name), Path.GetFileName(program));

    void StartControlPlane()
    {
        writer.Write(RegistryNow().Objects());
        controlPlane = new ControlPlane(launch, directory, Log("control-plane", "discovery"), time);
        background.Add(controlPlane.Supervisor.Run(stopping.Token));
    }

    async Task Prepare(PodPlan plan, MeshRegistry registry, PodFiles files, CancellationToken cancel)
    {
        await sandbox.Add(plan, registry.HostsFor(plan.Namespace), cancel);
        if (plan.HasProxy)
            await files.Write(plan, cancel);
        var proxy = new ProxyCommand(Inside("proxy", launch.ProxyProgram), launch.Envoy is null ? null : Inside("envoy", launch.Envoy), sandbox.Layout, sandbox.Exemption);
        var images = new ImageCatalog(new Dictionary<string, IReadOnlyList<string>>(), Inside("bookinfo", launch.BookinfoProgram));
        var containers = new ContainerPlanner(images, proxy, sandbox.Layout.Programs("dotnet")).Plan(plan, manifest.Services);
        var supervised = containers.Select(container => (container, Supervise(plan, container))).ToArray();
        pods = [.. pods, new RunningPod(plan, supervised, new ReadinessProbe(plan, sandbox.Layout.Namespace(plan)), time, Publish)];
    }

    Supervisor Supervise(PodPlan plan, ContainerPlan container)
    {
        var log = Log(plan.Key, container.Name);
        return new Supervisor(() => LoggedProcess.Start(sandbox.Enter(plan, container), container.Environment, log), time);
    }

    LogFile Log(string podKey, string container)
    {
        var path = directory.LogOf(podKey, container);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var log = new LogFile(path);
        logs.Add(log);
        return log;
    }

    MeshRegistry RegistryNow() => new(manifest.Services, addresses, [.. pods.Select(pod => (pod.Plan, pod.IsReady))]);

    IPEndPoint? GatewayEndpoint() => GatewayPorts.Of(manifest.Services, RegistryNow(), pods.Select(pod => pod.Plan));

    // Many changes at once make one publication: the one that runs sees those that came meanwhile.
    void Publish()
    {
        if (Interlocked.Increment(ref publishRequests) == 1)
            _ = PublishAll();
    }

    async Task PublishAll()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref publishRequests);
            await PublishOnce();
        }
        while (Interlocked.CompareExchange(ref publishRequests, 0, seen) != seen);
    }

    // A pod outside the mesh that nobody calls only calls others; started before they can answer, it would see nothing but failures.
    bool IsVisitor(PodPlan plan) => !plan.HasProxy && !manifest.Services.Any(service => ServicePorts.Selects(service, plan));

    void StartVisitors()
    {
        if (!visitorsStarted && pods.All(pod => pod.IsReady || IsVisitor(pod.Plan)))
        {
            visitorsStarted = true;
            foreach (var pod in pods.Where(pod => IsVisitor(pod.Plan)))
                pod.Start();
        }
    }

    async Task PublishOnce()
    {
        StartVisitors();
        var registry = RegistryNow();
        writer.Write(registry.Objects());
        StateFile.Write(directory.StatusFile, Status);
        if (!stopping.IsCancellationRequested)
            await MeshSandbox.SetServices(registry.Ports(), CancellationToken.None);
    }
}
