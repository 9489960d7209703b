namespace Lateen.Local.Pods;

/// <summary>One program of a pod.</summary>
/// <param name="Name">As the manifest names it; <see cref="ProxyName"/> for the proxy.</param>
/// <param name="Command">What to execute: an absolute path, then arguments. Never empty.</param>
/// <param name="Environment">All of its environment; nothing is inherited.</param>
/// <param name="UserId">The uid and gid it runs as where the node may choose; its own otherwise.</param>
/// <param name="KeepsNetAdmin">Whether it may mark its sockets: only a proxy, and only where its uid can't tell it from the application.</param>
internal sealed record ContainerPlan(string Name, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, int UserId, bool KeepsNetAdmin)
{
    /// <summary>The name of the proxy's container, as in Istio.</summary>
    public const string ProxyName = "istio-proxy";
}
