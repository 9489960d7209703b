using Envoy.Config.Listener.V3;
using Lateen.Graph;
using Lateen.Pilot.Gateways;
using Lateen.Pilot.Listeners;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;
using Lateen.Xds;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>Listeners: those towards services, one by one as services come and go; the two that capture; a gateway's.</summary>
sealed class ListenerGenerator : ISetGenerator
{
    const int Services = 0, Capture = 1;

    readonly MeshModel model;
    readonly CollectionFamily<ProxyAspects, string, RankedResource> sets;

    public ListenerGenerator(DependencyGraph graph, MeshModel model, Singleton singleton)
    {
        this.model = model;
        sets = new(graph, aspects => aspects.Outbound.IsGateway
            ? singleton.Entries.FlatMap<string, RankedResource>("gateway listeners", (reader, _, _) => Gateway(reader, aspects))
            : model.Services
                .FlatMap<string, OutboundListener>("listeners needed", (reader, _, service) => Needed(reader, aspects, service))
                .Map("outbound listener", (reader, _, needed) => Outbound(reader, aspects, needed))
                .Union("listeners", singleton.Entries.FlatMap<string, RankedResource>("capture listeners", (reader, _, _) => Captures(reader, aspects))));
    }

    public string TypeUrl => XdsTypes.Listener;

    public bool Serves(ProxyType client) => client != ProxyType.Proxyless;

    public Collection<string, RankedResource> SetFor(ProxyAspects aspects) => sets[aspects];

    ListenerContext Context(IGraphReader reader, ProxyAspects aspects) =>
        new(new ScopeView(model, reader, aspects.Outbound), aspects.Identity, new Emitter());

    IEnumerable<KeyValuePair<string, OutboundListener>> Needed(IGraphReader reader, ProxyAspects aspects, Service service)
    {
        if (!service.ExportTo.Includes(aspects.Outbound.Namespace))
            return [];
        return OutboundListeners.Needed(new ScopeView(model, reader, aspects.Outbound), aspects.Identity, service, aspects.Address)
            .DistinctBy(listener => listener.Name)
            .Select(listener => KeyValuePair.Create(listener.Name, listener));
    }

    RankedResource Outbound(IGraphReader reader, ProxyAspects aspects, OutboundListener needed)
    {
        var context = Context(reader, aspects);
        var rank = new ResourceRank(Services, needed.Service, needed.Port.Index, 0);
        return Finish(reader, context, rank, OutboundListeners.Make(context, needed)).Value;
    }

    IEnumerable<KeyValuePair<string, RankedResource>> Captures(IGraphReader reader, ProxyAspects aspects)
    {
        var outbound = Context(reader, aspects);
        yield return Finish(reader, outbound, new ResourceRank(Capture, null, 0, 0), CaptureListeners.Outbound(outbound));
        var inbound = Context(reader, aspects);
        yield return Finish(reader, inbound, new ResourceRank(Capture, null, 1, 0), InboundListener.Make(inbound, aspects.Inbound));
        if (aspects.Identity.HttpProxyPort is > 0 and <= ushort.MaxValue)
        {
            var proxy = Context(reader, aspects);
            yield return Finish(reader, proxy, new ResourceRank(Capture, null, 2, 0), HttpProxyListener.Make(proxy));
        }
    }

    IEnumerable<KeyValuePair<string, RankedResource>> Gateway(IGraphReader reader, ProxyAspects aspects)
    {
        var context = Context(reader, aspects);
        var place = 0;
        foreach (var listener in GatewayListeners.Make(context, aspects.Gateway))
            yield return Finish(reader, context, new ResourceRank(Services, null, place++, 0), listener);
    }

    static KeyValuePair<string, RankedResource> Finish(IGraphReader reader, ListenerContext context, ResourceRank rank, Listener listener)
    {
        context.Emitter.Finish(reader, listener.Name, listener);
        return KeyValuePair.Create(listener.Name, new RankedResource(rank, XdsResource.Of(listener.Name, listener)));
    }
}
