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

    public ValueList<Service> Services => model.Visible(reader, scope.Namespace);

    public ValueList<VirtualServiceRule> MeshRules => model.RulesAt(reader, scope.Namespace, VirtualServiceRule.MeshGateway);

    public Service? Find(Hostname host) => model.Named(reader, scope.Namespace, host);

    public ValueList<VirtualServiceRule> GatewayRules(string gateway) => model.RulesAt(reader, scope.Namespace, gateway);

    public GatewayRule? Gateway(string gateway)
    {
        var slash = gateway.IndexOf('/');
        var key = new ObjectRef(Config.Kinds.Gateway.Name, gateway[..slash], gateway[(slash + 1)..]);
        return reader.Find(model.Gateways, key) is { HasValue: true } found ? found.Value : null;
    }

    public DestinationRuleSet? Rules(Service service) => model.Rules(reader, scope.Namespace, service.Ref);

    public ValueList<MeshEndpoint> Endpoints(Service service) => model.Endpoints(reader, service.Ref);

    public ValueList<string> Identities(Service service) => model.Identities(reader, service.Ref);

    public bool AllHaveMutualTls(Service service) => model.AllHaveMutualTls(reader, service.Ref);

    public PortMtls Mtls(string workloadNamespace) => model.Mtls(reader, workloadNamespace);

    public WorkloadMtls Mtls(Workload workload) => model.Mtls(reader, workload.Namespace, workload.Labels);
}
