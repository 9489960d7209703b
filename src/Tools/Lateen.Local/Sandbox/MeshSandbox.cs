using System.Text;
using Lateen.Local.Pods;
using Lateen.Local.Processes;

namespace Lateen.Local.Sandbox;

/// <summary>
/// The node of a local mesh. It runs inside namespaces of its own (network, mounts, processes; users too without root), so nothing that
/// it makes exists outside of them, and all of it is gone when its last process is.
/// </summary>
internal sealed class MeshSandbox(SandboxLayout layout, Isolation isolation)
{
    const string Bridge = "lateen0";

    public SandboxLayout Layout => layout;

    /// <summary>Whether pods have uids of their own; an ordinary user has only one to give.</summary>
    public bool HasUserIds => isolation == Isolation.Namespaces;

    public Exemption Exemption => HasUserIds ? Exemption.UserId : Exemption.Mark;

    /// <summary>Mounts the file system and makes the bridge.</summary>
    /// <param name="programs">Folders to show inside: name to path.</param>
    public Task Create(IReadOnlyDictionary<string, string> programs, CancellationToken cancel)
    {
        var script = new StringBuilder($"mount -t tmpfs -o mode=0755,size=256m lateen {Quote(layout.Root)}\n");
        script.Append($"mkdir -p {Quote(layout.Root)}/net {Quote(layout.Root)}/pods\n");
        foreach (var (name, path) in programs)
            script.Append($"mkdir -p {Quote(layout.Programs(name))}\nmount --bind {Quote(path)} {Quote(layout.Programs(name))}\n");
        script.Append($"""
            ip link set lo up
            ip link add {Bridge} type bridge
            ip addr add {AddressPlan.Node}/{AddressPlan.PodPrefixLength} dev {Bridge}
            ip link set {Bridge} up
            echo 1 > /proc/sys/net/ipv4/ip_forward
            """);
        return Tool.Script("making the mesh's network", script.ToString(), cancel);
    }

    /// <summary>Makes a pod's network namespace with its device, address, route and rules, and its files.</summary>
    public async Task Add(PodPlan pod, string hosts, CancellationToken cancel)
    {
        Directory.CreateDirectory(layout.WorkingFolder(pod));
        await File.WriteAllTextAsync(layout.Hosts(pod), hosts, cancel);
        // No name server: a name that is not in the hosts file is refused at once instead of timing out.
        await File.WriteAllTextAsync(layout.ResolverConfiguration(pod), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", cancel);
        await File.WriteAllTextAsync(RulesFile(pod), InterceptionRules.Render(Exemption, AddressPlan.Node), cancel);
        await Tool.Script($"making the network of pod {pod.Namespace}/{pod.Name}", Network(pod), cancel);
    }

    /// <summary>Removes what <see cref="Add"/> made. The pod's processes must have ended.</summary>
    public Task Remove(PodPlan pod) =>
        Tool.Script($"removing pod {pod.Namespace}/{pod.Name}", $"umount {Quote(layout.Namespace(pod))}\nrm -rf {Quote(layout.Namespace(pod))} {Quote(layout.Pod(pod))}\n");

    /// <summary>Replaces the rules that stand in for kube-proxy.</summary>
    public static async Task SetServices(IEnumerable<ServicePort> ports, CancellationToken cancel)
    {
        var result = await Tool.TryRun("iptables-restore", [], ServiceRules.Render(ports), cancel);
        if (!result.Succeeded)
            throw new LocalMeshException($"iptables-restore refused the rules for services: {result.Error.Trim()}");
    }

    /// <summary>The whole command that runs a container's program inside its pod.</summary>
    public IReadOnlyList<string> Enter(PodPlan pod, ContainerPlan container)
    {
        // A session of its own: Ctrl-C at the terminal ends the node, which then ends the pods in order.
        var script = $"""
            hostname {Quote(pod.Name)} || true
            mount --bind {Quote(layout.Hosts(pod))} /etc/hosts
            mount --bind {Quote(layout.ResolverConfiguration(pod))} /etc/resolv.conf || true
            cd {Quote(layout.WorkingFolder(pod))}
            exec setsid setpriv {Privileges(container)} -- "$@"
            """;
        return [Tool.Find("nsenter"), $"--net={layout.Namespace(pod)}", Tool.Find("unshare"), "--mount", "--uts", "--propagation", "private", "sh", "-ec", script, "lateen", .. container.Command];
    }

    string Privileges(ContainerPlan container)
    {
        var bounding = container.KeepsNetAdmin && !HasUserIds ? "-all,+net_admin" : "-all";
        var user = HasUserIds ? $"--reuid {container.UserId} --regid {container.UserId} --clear-groups " : "";
        return $"{user}--bounding-set={bounding} --inh-caps=-all --no-new-privs";
    }

    string RulesFile(PodPlan pod) => Path.Combine(layout.Pod(pod), "rules");

    string Network(PodPlan pod)
    {
        var space = Quote(layout.Namespace(pod));
        var capture = pod.Role == Manifests.ProxyRole.Sidecar ? $"iptables-restore < {Quote(RulesFile(pod))}" : "";
        return $"""
            : > {space}
            unshare --net={space} true
            ip link add v{pod.Number} type veth peer name eth0 netns {space}
            ip link set v{pod.Number} master {Bridge} up
            nsenter --net={space} sh -e <<'END'
            ip link set lo up
            ip addr add {pod.Address}/{AddressPlan.PodPrefixLength} dev eth0
            ip link set eth0 up
            ip route add default via {AddressPlan.Node}
            echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
            {capture}
            END
            """;
    }

    static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";
}
