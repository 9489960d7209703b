using Envoy.Config.Route.V3;
using Lateen.Core;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;

namespace Lateen.Pilot.Proxyless;

/// <summary>Route configurations of gRPC clients, named as the cluster of the service they ask for.</summary>
static class ProxylessRoutes
{
    public static RouteConfiguration Make(IScopeView view, string name, Emitter emitter)
    {
        var configuration = new RouteConfiguration { Name = name };
        if (!ClusterName.TryParse(name, out var cluster) || view.Find(Hostname.Of(cluster.Host)) is not { } service
            || service.PortNumbered(cluster.Port) is not { } port)
        {
            return emitter.Emit(configuration, view.Mesh.At());
        }

        var context = new RouteContext(view, port.Number, VirtualServiceRule.MeshGateway, emitter);
        var routes = SidecarRoutes.ToService(context, service, port, out var source);
        var domains = VirtualHosts.Domains(view, service).SelectMany(domain => new[] { domain, $"{domain}:{port.Number}" });
        configuration.VirtualHosts.Add(emitter.Emit(
            VirtualHosts.Of(view.Mesh, RouteName.VirtualHost(service.Host.Value, port.Number), domains, routes), source, service.At(port)));
        return emitter.Emit(configuration, source);
    }
}
