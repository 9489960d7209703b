using Lateen.Local.Processes;

namespace Lateen.Local.Sandbox;

/// <summary>Finds out what isolation this machine allows, by doing what a mesh will do.</summary>
internal static class IsolationProbe
{
    static readonly string[] Tools = ["unshare", "nsenter", "setpriv", "setsid", "ip", "iptables-restore"];

    // A bridge, a device into another namespace, a redirection with an exemption, translation with a choice: all that is needed.
    const string Attempt = """
        mount -t tmpfs lateen /tmp
        ip link set lo up
        ip link add lateen0 type bridge
        echo 1 > /proc/sys/net/ipv4/ip_forward
        iptables-restore <<'END'
        *nat
        -A OUTPUT -p tcp -m mark --mark 1337 -j RETURN
        -A OUTPUT -p tcp -j REDIRECT --to-ports 15001
        -A PREROUTING -p tcp -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.0.0.1:80
        -A POSTROUTING -m conntrack --ctstate DNAT -j MASQUERADE
        COMMIT
        END
        """;

    /// <summary>The arguments of <c>unshare</c> that make the mesh's own namespaces.</summary>
    public static IReadOnlyList<string> Unshare(Isolation isolation) =>
        [.. isolation == Isolation.UserNamespaces ? (string[])["--user", "--map-root-user"] : [],
            "--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private"];

    /// <summary>Tries namespaces.</summary>
    /// <returns>The isolation, and why it is not a better one; empty when it is the best.</returns>
    public static async Task<(Isolation Isolation, string Reason)> Choose(bool isRoot, CancellationToken cancel)
    {
        var wanted = isRoot ? Isolation.Namespaces : Isolation.UserNamespaces;
        if (Tools.Where(tool => !Tool.Exists(tool)).ToArray() is { Length: > 0 } missing)
            return (Isolation.Loopback, $"{string.Join(", ", missing)} not installed (Debian: apt-get install util-linux iproute2 iptables)");
        var result = await Tool.TryRun("unshare", [.. Unshare(wanted), "sh", "-ec", Attempt], "", cancel);
        return result.Succeeded ? (wanted, "") : (Isolation.Loopback, result.Error.Trim().Split('\n')[^1]);
    }
}
