using System.Globalization;
using Lateen.Config;
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

/// <summary>The only place where a client's labels and metadata are read: it turns them into what generators may know.</summary>
sealed class AspectResolver(MeshModel model)
{
    const string CanonicalName = "service.istio.io/canonical-name", CanonicalRevision = "service.istio.io/canonical-revision";

    public ProxyAspects Resolve(IGraphReader reader, ProxyNode node)
    {
        var pod = model.Pod(reader, node.Namespace, node.Pod, node.Address);
        var labels = pod?.Labels ?? node.Labels;
        var scope = new OutboundScope(node.Type, node.Namespace, SourceLabels.Project(labels, model.SourceLabelKeys(reader)), node.Capabilities)
        {
            Sidecar = node.Type == ProxyType.Router ? null : model.Scopes.SidecarFor(reader, node.Namespace, labels),
            SelectedRules = model.Destinations.Selected(reader, node.Namespace, labels),
            HasDnsCapture = node.DnsCapture,
            Locality = node.Locality == Locality.None && pod is not null ? WorkloadReader.Read(pod).Locality : node.Locality,
        };
        return new ProxyAspects(Identity(node, labels), scope, Inbound(reader, node, pod, labels), Gateway(reader, node, pod, labels), node.Address)
        {
            ProvenNamespace = node.ProvenNamespace,
        };
    }

    static ClientIdentity Identity(ProxyNode node, Labels labels) => new(
        labels.Get(CanonicalName, "unknown"), labels.Get(CanonicalRevision, "latest"), node.Cluster, node.Mesh, node.Namespace,
        node.StatusPort, node.PrometheusPort, node.Unprivileged, node.HttpProxyPort);

    InboundScope Inbound(IGraphReader reader, ProxyNode node, ConfigObject? pod, Labels labels)
    {
        var authorization = model.Authorization(reader, node.Namespace, labels);
        var authentication = model.Authentication(reader, node.Namespace, labels);
        if (node.Type == ProxyType.Router)
            return new InboundScope(node.Namespace, [], new WorkloadMtls(model.Mtls(reader, node.Namespace), []), node.Capabilities)
            {
                Authorization = authorization, Authentication = authentication,
            };
        var targets = Selecting(reader, node.Namespace, labels)
            .SelectMany(service => service.Ports.Select(port => (service, port, Target: Number(pod, port))))
            .Where(entry => entry.Target is not null)
            .DistinctBy(entry => entry.Target)
            .OrderBy(entry => entry.Target)
            .Select(entry => new InboundTarget(entry.service, entry.port, entry.Target!.Value));
        var own = OfSidecar(reader, node, labels, targets).ToValueList();
        return new InboundScope(node.Namespace, own, model.Mtls(reader, node.Namespace, labels), node.Capabilities)
        {
            Authorization = authorization, Authentication = authentication,
        };
    }

    /// <summary>What services expose, as the workload's Sidecar has it.</summary>
    IEnumerable<InboundTarget> OfSidecar(IGraphReader reader, ProxyNode node, Labels labels, IEnumerable<InboundTarget> exposed)
    {
        if (node.Type == ProxyType.Proxyless || model.Scopes.Sidecar(reader, model.Scopes.SidecarFor(reader, node.Namespace, labels)) is not { } sidecar)
            return exposed;
        if (sidecar.Spec.Ingress.Count > 0)
            return SidecarIngress.Targets(sidecar, [.. exposed], node.Address).OrderBy(target => target.TargetPort);
        return sidecar.Spec.InboundConnectionPool is { } pool ? exposed.Select(target => target with { Pool = pool }) : exposed;
    }

    GatewayScope Gateway(IGraphReader reader, ProxyNode node, ConfigObject? pod, Labels labels)
    {
        if (node.Type != ProxyType.Router)
            return GatewayScope.None;
        var gateways = reader.All(model.Gateways).Values.Where(gateway => gateway.Selector.Select(labels)).Order().Select(gateway => gateway.FullName);
        var ports = Selecting(reader, node.Namespace, labels)
            .SelectMany(service => service.Ports)
            .Select(port => (port.Number, Target: Number(pod, port)))
            .Where(entry => entry.Target is not null)
            .DistinctBy(entry => entry.Number)
            .Select(entry => KeyValuePair.Create(entry.Number, entry.Target!.Value));
        return new GatewayScope(gateways.ToValueList(), ports.ToValueList());
    }

    IEnumerable<Service> Selecting(IGraphReader reader, string name, Labels labels) => model.ServicesIn(reader, name)
        .Where(service => service.Selector.Count > 0 && service.Resolution != Resolution.Alias && service.Selector.Select(labels));

    /// <summary>A target port is a number, or the name of a container's port.</summary>
    static int? Number(ConfigObject? pod, ServicePort port) =>
        int.TryParse(port.TargetPort, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : pod is null ? null
        : WorkloadReader.ContainerPort(pod, port.TargetPort);
}
