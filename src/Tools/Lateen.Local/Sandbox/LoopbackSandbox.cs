using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;
using Lateen.Local.Processes;
using Lateen.Local.Relays;

namespace Lateen.Local.Sandbox;

/// <summary>
/// Pods on addresses of the loopback device, for machines that allow no namespaces. Nothing is captured: applications use their proxy by HTTP_PROXY, and reach
/// other services than HTTP's by <c>NAME_SERVICE_HOST</c>, where their proxy listens for them. Everybody on the machine can go around: for looking, not for security.
/// </summary>
internal sealed class LoopbackSandbox(SandboxLayout layout, LoopbackAddresses addresses, bool isRoot, TimeProvider time) : ISandbox
{
    const int OutboundPort = 15001;
    const int InboundPort = 15006;
    const int HttpProxyPort = 15007;
    const int DiscoveryPort = 15012;
    const int FirstFreePort = 1024;

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    readonly CancellationTokenSource stopping = new();
    readonly ServiceRelays relays = new();
    IReadOnlyDictionary<string, string> folders = new Dictionary<string, string>();
    NameProxy? names;

    public SandboxLayout Layout => layout;

    /// <summary>Other uids may not be able to read what the user's home has.</summary>
    public bool HasUserIds => false;

    public Task Create(IReadOnlyDictionary<string, string> programs, CancellationToken cancel)
    {
        folders = programs;
        Directory.CreateDirectory(layout.Root);
        names = new NameProxy(LoopbackSocket.Listen(addresses.Node, HttpProxyPort), relays.Find, time);
        _ = names.Run(stopping.Token);
        return Task.CompletedTask;
    }

    public string Folder(string name) => folders[name];

    public Task Add(PodPlan pod, PodNetwork network, CancellationToken cancel)
    {
        Directory.CreateDirectory(layout.WorkingFolder(pod));
        var file = new
        {
            own = pod.Address.ToString(),
            application = pod.ApplicationAddress.ToString(),
            captures = pod.Role == ProxyRole.Sidecar ? Inbound(pod, network).Concat(Outbound(pod, network)).ToArray() : [],
        };
        return File.WriteAllTextAsync(AddressFile(pod), JsonSerializer.Serialize(file, Json), cancel);
    }

    // A proxy reads its addresses when it starts; services that come later are reached by HTTP_PROXY, which knows them all.
    public Task Update(PodPlan pod, PodNetwork network) => Task.CompletedTask;

    public Task Remove(PodPlan pod)
    {
        Directory.Delete(layout.Pod(pod), recursive: true);
        return Task.CompletedTask;
    }

    public Task SetServices(IReadOnlyCollection<ServicePort> ports, CancellationToken cancel)
    {
        relays.Set(ports, stopping.Token);
        return Task.CompletedTask;
    }

    public IReadOnlyList<string> Enter(PodPlan pod, ContainerPlan container)
    {
        var privileges = isRoot ? "--bounding-set=-all --inh-caps=-all --no-new-privs" : "--no-new-privs";
        return [Tool.Find("sh"), "-ec", $"cd {ShellWords.Quote(layout.WorkingFolder(pod))}\nexec setsid setpriv {privileges} -- \"$@\"", "lateen", .. container.Command];
    }

    public Task<Socket> Dial(PodPlan pod) => Task.FromResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

    public ProxyNetwork ProxyOf(PodPlan pod)
    {
        var environment = new Dictionary<string, string> { ["ISTIO_META_INTERCEPTION_MODE"] = "NONE" };
        if (pod.Role == ProxyRole.Sidecar)
            environment["ISTIO_META_HTTP_PROXY_PORT"] = HttpProxyPort.ToString(CultureInfo.InvariantCulture);
        return new ProxyNetwork($"{addresses.Node}:{DiscoveryPort}", ["--pod-addresses", AddressFile(pod)], environment);
    }

    public IReadOnlyDictionary<string, string> EnvironmentOf(PodPlan pod, PodNetwork network)
    {
        var proxy = $"http://{(pod.Role == ProxyRole.Sidecar ? pod.Address : addresses.Node)}:{HttpProxyPort}";
        var variables = new Dictionary<string, string> { ["HTTP_PROXY"] = proxy, ["http_proxy"] = proxy, ["NO_PROXY"] = "localhost,127.0.0.1", ["no_proxy"] = "localhost,127.0.0.1", ["BIND_ADDRESS"] = pod.ApplicationAddress.ToString() };
        foreach (var (service, address) in Reachable(network))
            variables[$"{service.ToUpperInvariant().Replace('-', '_')}_SERVICE_HOST"] = (pod.Role == ProxyRole.Sidecar ? addresses.ServiceIn(pod.Number, address.Address) : address.Address).ToString();
        return variables;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        names?.Dispose();
        relays.Dispose();
        stopping.Dispose();
    }

    static IEnumerable<object> Inbound(PodPlan pod, PodNetwork network) =>
        network.Ports.Select(port => Capture(new IPEndPoint(pod.Address, port), InboundPort, new IPEndPoint(pod.Address, port)));

    IEnumerable<object> Outbound(PodPlan pod, PodNetwork network) => Reachable(network)
        .Select(service => Capture(new IPEndPoint(addresses.ServiceIn(pod.Number, service.Address.Address), service.Address.Port), OutboundPort, service.Address));

    static object Capture(IPEndPoint listen, int port, IPEndPoint destination) => new { listen = listen.ToString(), port, destination = destination.ToString() };

    // An ordinary user may not open the others.
    IEnumerable<(string Service, IPEndPoint Address)> Reachable(PodNetwork network) => network.ByteServices.Where(service => isRoot || service.Address.Port >= FirstFreePort);

    string AddressFile(PodPlan pod) => Path.Combine(layout.Pod(pod), "addresses.json");
}
