using Envoy.Config.Bootstrap.V3;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Config.Warming;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>The admin pages that show configuration.</summary>
public static class ConfigurationPages
{
    /// <summary>/certs and /config_dump.</summary>
    /// <param name="configuration">What is shown.</param>
    /// <param name="bootstrap">The bootstrap, with the node: istioctl reads who the proxy is from it.</param>
    /// <param name="time">Tells how long certificates are still good.</param>
    public static IReadOnlyList<IAdminPage> Of(DynamicConfiguration configuration, Bootstrap bootstrap, TimeProvider time) =>
        [new CertificatesPage(configuration, time), new ConfigDumpPage(configuration, bootstrap)];
}
