using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Scopes;

/// <summary>What a Sidecar lets a namespace's proxies see.</summary>
static class SidecarScopeReader
{
    const string HttpProxy = "HTTP_PROXY", Everything = "*/*";

    /// <summary>The egress listeners of a Sidecar; one that says nothing of egress sees everything.</summary>
    /// <param name="rule">The Sidecar.</param>
    /// <param name="client">The proxy's namespace, from which the Sidecar is read; not the Sidecar's own when that is the root.</param>
    /// <param name="services">Those exported to the client, oldest first.</param>
    /// <param name="rules">Those for sidecars exported to the client, oldest first.</param>
    public static ValueList<EgressScope> Egress(SidecarRule rule, string client, ValueList<Service> services, ValueList<VirtualServiceRule> rules)
    {
        if (rule.Spec.Egress.Count == 0)
            return [Of(new IstioEgressListener { Hosts = { Everything } }, client, services, rules, rule.Object.At("spec"))];
        return rule.Spec.Egress.Select((listener, index) => Of(listener, client, services, rules, rule.Object.At($"spec.egress[{index}]"))).ToValueList();
    }

    /// <summary>The policy for what no service claims.</summary>
    public static OutboundPolicy? Policy(SidecarRule rule, MeshOptions mesh)
    {
        if (rule.Spec.OutboundTrafficPolicy is not { } policy)
            return null;
        var source = rule.Object.At("spec.outboundTrafficPolicy");
        if (policy.Mode != OutboundTrafficPolicy.Types.Mode.AllowAny)
            return new OutboundPolicy(false, ClusterName.BlackHole, source);
        if (policy.EgressProxy is not { Host.Length: > 0 } proxy)
            return new OutboundPolicy(true, ClusterName.Passthrough, source);
        var host = Hostname.Resolve(proxy.Host, rule.Object.Namespace, mesh.DomainSuffix);
        return new OutboundPolicy(true, ClusterName.Outbound((int)(proxy.Port?.Number ?? 0), host.Value, proxy.Subset).ToString(), source);
    }

    static EgressScope Of(
        IstioEgressListener listener, string client, ValueList<Service> services, ValueList<VirtualServiceRule> rules, SourceRef source)
    {
        var hosts = new ImportedHosts(listener.Hosts, client);
        var port = listener.Port is { } named
            ? new EgressPort((int)named.Number, PortProtocols.OfServiceEntry(named.Protocol), named.Protocol.Equals(HttpProxy, StringComparison.OrdinalIgnoreCase))
            : null;
        var imported = services.Where(hosts.Includes).Select(service => AtPort(service, port)).OfType<Service>();
        return new EgressScope(
            port, listener.Bind, listener.CaptureMode == CaptureMode.None, OnePerHost(imported, client).ToValueList(), rules.Where(hosts.Includes).ToValueList(), source);
    }

    static Service? AtPort(Service service, EgressPort? port) => port is null or { IsProxy: true } or { Number: 0 } ? service
        : service.PortNumbered(port.Number) is { } only ? service with { Ports = [only] }
        : null;

    /// <summary>Of several services with one name the proxy's own namespace's counts, then Kubernetes', then the oldest.</summary>
    static IEnumerable<Service> OnePerHost(IEnumerable<Service> services, string client) => services.GroupBy(service => service.Host)
        .Select(group => group.FirstOrDefault(service => service.Namespace == client) ?? group.FirstOrDefault(service => service.IsKubernetes) ?? group.First());
}
