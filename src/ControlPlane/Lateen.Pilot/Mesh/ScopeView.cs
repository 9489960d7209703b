using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Endpoints;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Mesh;

/// <summary>The mesh for one scope, read through a computation's reader.</summary>
sealed class ScopeView(MeshModel model, IGraphReader reader, OutboundScope scope) : IScopeView
{
    public MeshOptions Mesh => model.Mesh(reader);

    public OutboundScope Scope => scope;

    public ValueList<Service> Services => model.Scopes.Services(reader, Key);

    public ValueList<EgressScope> Egress => model.Scopes.Egress(reader, Key);

    public OutboundPolicy Unclaimed => model.Scopes.Unclaimed(reader, Key);

    public ValueList<Service> ServicesAt(int port) => model.Scopes.ServicesAt(reader, Key, port);

    public ValueList<VirtualServiceRule> RulesAt(int port) => model.Scopes.RulesAt(reader, Key, port);

    public Service? Find(Hostname host) => model.Scopes.Named(reader, Key, host);

    public ValueList<Service> Aliases(Service service) => model.Scopes.Aliases(reader, Key, service.Host);

    public ValueList<VirtualServiceRule> GatewayRules(string gateway) => model.RulesAt(reader, scope.Namespace, gateway);

    public GatewayRule? Gateway(string gateway)
    {
        var slash = gateway.IndexOf('/');
        var key = new ObjectRef(Config.Kinds.Gateway.Name, gateway[..slash], gateway[(slash + 1)..]);
        return reader.Find(model.Gateways, key) is { HasValue: true } found ? found.Value : null;
    }

    public DestinationRuleSet? Rules(Service service) => model.Destinations.Rules(reader, scope, service);

    public ValueList<MeshEndpoint> Endpoints(Service service) => model.Endpoints.Endpoints(reader, service);

    public ValueList<string> Identities(Service service) => model.Endpoints.Identities(reader, service);

    public bool AllHaveMutualTls(Service service) => model.Endpoints.AllHaveMutualTls(reader, service);

    public PortMtls Mtls(string workloadNamespace) => model.Mtls(reader, workloadNamespace);

    ScopeKey Key => ScopeKey.Of(scope);

    public DestinationRuleSet? ServerRules(Service service) => model.Destinations.Rules(reader, scope.Namespace, service);

    public WorkloadMtls Mtls(Workload workload) => model.Mtls(reader, workload.Namespace, workload.Labels);
}
