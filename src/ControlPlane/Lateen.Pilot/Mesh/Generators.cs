using System.Collections.Immutable;
using Google.Protobuf;
using Lateen.Graph;
using Lateen.Pilot.Assignments;
using Lateen.Pilot.Credentials;
using Lateen.Pilot.Gateways;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Proxyless;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Scopes;
using Lateen.Xds;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>Every generator. Adding one is one line here.</summary>
static class Generators
{
    public static ImmutableArray<IXdsGenerator> All(DependencyGraph graph, MeshModel model)
    {
        var singleton = new Singleton(graph);
        return
        [
            new ClusterGenerator(graph, model, singleton),
            Named(graph, model, XdsTypes.Cluster, IsProxyless, ProxylessClusters.Make),
            Named(graph, model, XdsTypes.ClusterLoadAssignment, _ => true, LoadAssignments.Make),
            new ListenerGenerator(graph, model, singleton),
            new NamedGenerator<(OutboundScope, InboundScope)>(
                graph, XdsTypes.Listener, IsProxyless, aspects => (aspects.Outbound, aspects.Inbound),
                (reader, key, name, emitter) => ProxylessListeners.Make(new ScopeView(model, reader, key.Item1), key.Item2, name, emitter)),
            Named(graph, model, XdsTypes.RouteConfiguration, client => client == ProxyType.Sidecar, SidecarRoutes.Make),
            Named(graph, model, XdsTypes.RouteConfiguration, IsProxyless, ProxylessRoutes.Make),
            new NamedGenerator<(OutboundScope, GatewayScope)>(
                graph, XdsTypes.RouteConfiguration, client => client == ProxyType.Router, aspects => (aspects.Outbound, aspects.Gateway),
                (reader, key, name, emitter) => GatewayRoutes.Make(new ScopeView(model, reader, key.Item1), key.Item2, name, emitter)),
            new NamedGenerator<string>(
                graph, XdsTypes.Secret, client => !IsProxyless(client), aspects => aspects.ProvenNamespace,
                (reader, proven, name, _) => CredentialSecrets.Make(key => model.Credential(reader, key), proven, name)),
        ];
    }

    static bool IsProxyless(ProxyType client) => client == ProxyType.Proxyless;

    static NamedGenerator<OutboundScope> Named(
        DependencyGraph graph, MeshModel model, string typeUrl, Func<ProxyType, bool> serves, Func<IScopeView, string, Emitter, IMessage?> make) =>
        new(graph, typeUrl, serves, aspects => aspects.Outbound,
            (IGraphReader reader, OutboundScope scope, string name, Emitter emitter) => make(new ScopeView(model, reader, scope), name, emitter));
}
