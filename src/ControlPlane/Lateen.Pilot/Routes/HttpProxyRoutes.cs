using Envoy.Config.Route.V3;
using Lateen.Core;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Routes;

/// <summary>Routes of a sidecar that is used as an HTTP proxy: no listener says which port is meant, so names carry it.</summary>
static class HttpProxyRoutes
{
    /// <summary>The port that a name without one means.</summary>
    const int DefaultPort = 80;

    public static RouteConfiguration Make(IScopeView view, Emitter emitter)
    {
        var configuration = VirtualHosts.Configuration(RouteName.HttpProxy);
        // Istio leaves this on, so that no name with a port but 80 is ever found.
        configuration.IgnorePortInHostMatching = false;
        configuration.VirtualHosts.AddRange(Hosts(view, emitter).OrderBy(host => host.Name, StringComparer.Ordinal));
        configuration.VirtualHosts.Add(VirtualHosts.CatchAll(view, emitter));
        return emitter.Emit(configuration, view.Mesh.At("proxyHttpPort"));
    }

    static IEnumerable<VirtualHost> Hosts(IScopeView view, Emitter emitter)
    {
        var domains = new HashSet<string>();
        foreach (var service in view.Services.Where(service => service.Resolution != Resolution.Alias))
        {
            foreach (var port in service.Ports.Where(SidecarRoutes.MayCarryHttp))
            {
                string[] free = [.. VirtualHosts.Domains(view, service).SelectMany(name => WithPort(name, port.Number)).Where(domains.Add)];
                if (free.Length == 0)
                    continue;
                var context = new RouteContext(view, port.Number, VirtualServiceRule.MeshGateway, emitter);
                var routes = SidecarRoutes.ToService(context, service, port, out var source);
                yield return emitter.Emit(VirtualHosts.Of(view.Mesh, RouteName.VirtualHost(service.Host.Value, port.Number), free, routes), source, service.At(port));
            }
        }
    }

    static string[] WithPort(string name, int port) => port == DefaultPort ? [name, $"{name}:{port}"] : [$"{name}:{port}"];
}
