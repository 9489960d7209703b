using Lateen.Core;
using Lateen.Pilot.Endpoints;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Scopes;

/// <summary>The mesh as the clients of one scope see it. Every question asked is a dependency of the asker.</summary>
public interface IScopeView
{
    /// <summary>Settings of the mesh.</summary>
    MeshOptions Mesh { get; }

    /// <summary>Whose view it is.</summary>
    OutboundScope Scope { get; }

    /// <summary>The services that the scope sees, oldest first.</summary>
    ValueList<Service> Services { get; }

    /// <summary>The services that the scope sees on a port, oldest first.</summary>
    ValueList<Service> ServicesAt(int port);

    /// <summary>The rules for sidecars that the scope sees on a port, oldest first.</summary>
    ValueList<VirtualServiceRule> RulesAt(int port);

    /// <summary>The egress listeners of the scope's Sidecar; none without one.</summary>
    ValueList<EgressScope> Egress { get; }

    /// <summary>What becomes of traffic that no service claims.</summary>
    OutboundPolicy Unclaimed { get; }

    /// <summary>The service of that name that the scope sees, or null.</summary>
    Service? Find(Hostname host);

    /// <summary>The services that are other names of a service, oldest first.</summary>
    ValueList<Service> Aliases(Service service);

    /// <summary>The rules bound to a gateway (namespace/name) that the scope sees, oldest first.</summary>
    ValueList<VirtualServiceRule> GatewayRules(string gateway);

    /// <summary>The Gateway of that full name, or null.</summary>
    GatewayRule? Gateway(string gateway);

    /// <summary>The DestinationRules that the scope follows for a service, or null.</summary>
    DestinationRuleSet? Rules(Service service);

    /// <summary>The DestinationRules that servers in the scope's namespace follow for a service of their own: none that selects workloads.</summary>
    DestinationRuleSet? ServerRules(Service service);

    /// <summary>The ready endpoints of a service.</summary>
    ValueList<MeshEndpoint> Endpoints(Service service);

    /// <summary>The SPIFFE ids of a service's endpoints, sorted.</summary>
    ValueList<string> Identities(Service service);

    /// <summary>Whether every endpoint of a service ends the mesh's mutual TLS; false without endpoints.</summary>
    bool AllHaveMutualTls(Service service);

    /// <summary>What a namespace's workloads accept unless a policy selects them.</summary>
    PortMtls Mtls(string workloadNamespace);

    /// <summary>What the workload behind an endpoint accepts.</summary>
    WorkloadMtls Mtls(Workload workload);
}
