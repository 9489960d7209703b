using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Lateen.Local.Pods;
using Lateen.Local.Processes;

namespace Lateen.Local.Sandbox;

/// <summary>
/// The node of a local mesh inside namespaces of its own (network, mounts, processes; users too without root), with a network namespace for each pod.
/// Nothing that it makes exists outside of them, and all of it is gone when its last process is.
/// </summary>
internal sealed class NamespaceSandbox(SandboxLayout layout, bool hasUserIds) : ISandbox
{
    const string Bridge = "lateen0";
    const string DiscoveryAddress = "istiod.istio-system.svc:15012";

    public SandboxLayout Layout => layout;

    /// <summary>An ordinary user has only one uid to give.</summary>
    public bool HasUserIds => hasUserIds;

    Exemption Exemption => hasUserIds ? Exemption.UserId : Exemption.Mark;

    /// <summary>Mounts the file system and makes the bridge.</summary>
    public Task Create(IReadOnlyDictionary<string, string> programs, CancellationToken cancel)
    {
        var script = new StringBuilder($"mount -t tmpfs -o mode=0755,size=256m lateen {ShellWords.Quote(layout.Root)}\n");
        script.Append($"mkdir -p {ShellWords.Quote(layout.Root)}/net {ShellWords.Quote(layout.Root)}/pods\n");
        foreach (var (name, path) in programs)
            script.Append($"mkdir -p {ShellWords.Quote(Folder(name))}\nmount --bind {ShellWords.Quote(path)} {ShellWords.Quote(Folder(name))}\n");
        script.Append($"""
            ip link set lo up
            ip link add {Bridge} type bridge
            ip addr add {NamespaceAddresses.Bridge}/{NamespaceAddresses.PodPrefixLength} dev {Bridge}
            ip link set {Bridge} up
            echo 1 > /proc/sys/net/ipv4/ip_forward
            """);
        return Tool.Script("making the mesh's network", script.ToString(), cancel);
    }

    public string Folder(string name) => layout.Programs(name);

    /// <summary>Makes a pod's network namespace with its device, address, route and rules, and its files.</summary>
    public async Task Add(PodPlan pod, PodNetwork network, CancellationToken cancel)
    {
        Directory.CreateDirectory(layout.WorkingFolder(pod));
        await File.WriteAllTextAsync(layout.Hosts(pod), network.Hosts, cancel);
        // No name server: a name that is not in the hosts file is refused at once instead of timing out.
        await File.WriteAllTextAsync(layout.ResolverConfiguration(pod), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", cancel);
        await File.WriteAllTextAsync(RulesFile(pod), InterceptionRules.Render(Exemption, NamespaceAddresses.Bridge), cancel);
        await Tool.Script($"making the network of pod {pod.Namespace}/{pod.Name}", Network(pod), cancel);
    }

    // In place: the pod has this very file mounted.
    public Task Update(PodPlan pod, PodNetwork network) => File.WriteAllTextAsync(layout.Hosts(pod), network.Hosts);

    public Task Remove(PodPlan pod) => Tool.Script(
        $"removing pod {pod.Namespace}/{pod.Name}", $"ip link del v{pod.Number}\numount {ShellWords.Quote(layout.Namespace(pod))}\nrm -rf {ShellWords.Quote(layout.Namespace(pod))} {ShellWords.Quote(layout.Pod(pod))}\n");

    public async Task SetServices(IReadOnlyCollection<ServicePort> ports, CancellationToken cancel)
    {
        var result = await Tool.TryRun("iptables-restore", [], ServiceRules.Render(ports), cancel);
        if (!result.Succeeded)
            throw new LocalMeshException($"iptables-restore refused the rules for services: {result.Error.Trim()}");
    }

    public IReadOnlyList<string> Enter(PodPlan pod, ContainerPlan container)
    {
        // A session of its own: Ctrl-C at the terminal ends the node, which then ends the pods in order.
        var script = $"""
            hostname {ShellWords.Quote(pod.Name)} || true
            mount --bind {ShellWords.Quote(layout.Hosts(pod))} /etc/hosts
            mount --bind {ShellWords.Quote(layout.ResolverConfiguration(pod))} /etc/resolv.conf || true
            cd {ShellWords.Quote(layout.WorkingFolder(pod))}
            exec setsid setpriv {Privileges(container)} -- "$@"
            """;
        return [Tool.Find("nsenter"), $"--net={layout.Namespace(pod)}", Tool.Find("unshare"), "--mount", "--uts", "--propagation", "private", "sh", "-ec", script, "lateen", .. container.Command];
    }

    public Task<Socket> Dial(PodPlan pod) => NamespaceSocket.Create(layout.Namespace(pod));

    public ProxyNetwork ProxyOf(PodPlan pod) => new(
        DiscoveryAddress,
        Exemption == Exemption.Mark ? ["--outbound-mark", InterceptionRules.Mark.ToString(CultureInfo.InvariantCulture)] : [],
        new Dictionary<string, string> { ["ISTIO_META_INTERCEPTION_MODE"] = "REDIRECT" });

    public IReadOnlyDictionary<string, string> EnvironmentOf(PodPlan pod, PodNetwork network) => new Dictionary<string, string>();

    /// <summary>The namespaces go with their last process.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    string Privileges(ContainerPlan container)
    {
        var bounding = container.KeepsNetAdmin && !hasUserIds ? "-all,+net_admin" : "-all";
        var user = hasUserIds ? $"--reuid {container.UserId} --regid {container.UserId} --clear-groups " : "";
        return $"{user}--bounding-set={bounding} --inh-caps=-all --no-new-privs";
    }

    string RulesFile(PodPlan pod) => Path.Combine(layout.Pod(pod), "rules");

    string Network(PodPlan pod)
    {
        var space = ShellWords.Quote(layout.Namespace(pod));
        var capture = pod.Role == Manifests.ProxyRole.Sidecar ? $"iptables-restore < {ShellWords.Quote(RulesFile(pod))}" : "";
        return $"""
            : > {space}
            unshare --net={space} true
            ip link add v{pod.Number} type veth peer name eth0 netns {space}
            ip link set v{pod.Number} master {Bridge} up
            nsenter --net={space} sh -e <<'END'
            ip link set lo up
            ip addr add {pod.Address}/{NamespaceAddresses.PodPrefixLength} dev eth0
            ip link set eth0 up
            ip route add default via {NamespaceAddresses.Bridge}
            echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
            {capture}
            END
            """;
    }
}
