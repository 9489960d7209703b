using Envoy.Config.Bootstrap.V3;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Runtime;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>The admin pages that show configuration.</summary>
public static class ConfigurationPages
{
    /// <summary>/certs, /clusters, /config_dump, /listeners and /server_info.</summary>
    /// <param name="configuration">What is shown.</param>
    /// <param name="runtime">What is in service.</param>
    /// <param name="bootstrap">The bootstrap, with the node: istioctl reads who the proxy is from it.</param>
    /// <param name="server">The process.</param>
    /// <param name="time">Tells how long certificates are still good.</param>
    public static IReadOnlyList<IAdminPage> Of(DynamicConfiguration configuration, Func<RuntimeSnapshot> runtime, Bootstrap bootstrap, ServerFacts server, TimeProvider time) =>
        [
            new CertificatesPage(configuration, time),
            new ClustersPage(() => runtime().Clusters.Values),
            new ConfigDumpPage(configuration, bootstrap),
            new ListenersPage(() => runtime().Listeners.Values),
            new ServerInfoPage(server, bootstrap.Node ?? new()),
        ];
}
