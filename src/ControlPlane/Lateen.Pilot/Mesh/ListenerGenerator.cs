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
            : Outbound(singleton, aspects).Union("listeners", singleton.Entries.FlatMap<string, RankedResource>("capture listeners", (reader, _, _) => Captures(reader, aspects))));
    }

    public string TypeUrl => XdsTypes.Listener;

    public bool Serves(ProxyType client) => client != ProxyType.Proxyless;

    public Collection<string, RankedResource> SetFor(ProxyAspects aspects) => sets[aspects];

    ListenerContext Context(IGraphReader reader, ProxyAspects aspects) =>
        new(new ScopeView(model, reader, aspects.Outbound), aspects.Identity, new Emitter());

    /// <summary>Each listener is made again only when one of the services that want it changes.</summary>
    Collection<string, RankedResource> Outbound(Singleton singleton, ProxyAspects aspects)
    {
        var wanted = model.Services.FlatMap<(string, ServiceKey, int), OutboundListener>("listeners wanted", (reader, _, service) => Wanted(reader, aspects, service))
            .Union("all listeners wanted", singleton.Entries.FlatMap<(string, ServiceKey, int), OutboundListener>("egress listeners wanted", (reader, _, _) => OfEgress(reader, aspects)));
        var byName = wanted.IndexBy("listeners by name", (key, _) => key.Item1);
        return wanted.FlatMap<string, string>("listener names", (_, key, _) => [KeyValuePair.Create(key.Item1, key.Item1)])
            .Map("outbound listener", (reader, name, _) => Outbound(reader, aspects, [.. reader.Lookup(byName, name).Values.Order()]));
    }

    IEnumerable<KeyValuePair<(string, ServiceKey, int), OutboundListener>> Wanted(IGraphReader reader, ProxyAspects aspects, Service service)
    {
        if (model.Scopes.Unlisted(reader, ScopeKey.Of(aspects.Outbound), service) is not { } seen)
            return [];
        return Keyed(OutboundNeeds.Of(new ScopeView(model, reader, aspects.Outbound), aspects.Identity, seen, aspects.Address));
    }

    IEnumerable<KeyValuePair<(string, ServiceKey, int), OutboundListener>> OfEgress(IGraphReader reader, ProxyAspects aspects) =>
        Keyed(model.Scopes.Egress(reader, ScopeKey.Of(aspects.Outbound)).Where(egress => egress.Port is not null).SelectMany(OutboundNeeds.Of));

    static IEnumerable<KeyValuePair<(string, ServiceKey, int), OutboundListener>> Keyed(IEnumerable<OutboundListener> wanted) => wanted
        .Select(one => KeyValuePair.Create((one.Name, one.Service.Key, one.Port.Index), one)).DistinctBy(pair => pair.Key);

    RankedResource Outbound(IGraphReader reader, ProxyAspects aspects, OutboundListener[] wanted)
    {
        var context = Context(reader, aspects);
        var rank = new ResourceRank(Services, wanted[0].Service, wanted[0].Port.Index, 0);
        return Finish(reader, context, rank, OutboundListeners.Make(context, wanted)).Value;
    }

    IEnumerable<KeyValuePair<string, RankedResource>> Captures(IGraphReader reader, ProxyAspects aspects)
    {
        var outbound = Context(reader, aspects);
        yield return Finish(reader, outbound, new ResourceRank(Capture, null, 0, 0), CaptureListeners.Outbound(outbound));
        var inbound = Context(reader, aspects) with { Authorization = aspects.Inbound.Authorization, Authentication = aspects.Inbound.Authentication };
        yield return Finish(reader, inbound, new ResourceRank(Capture, null, 1, 0), InboundListener.Make(inbound, aspects.Inbound));
        var own = Context(reader, aspects);
        foreach (var listener in InboundListener.Own(own, aspects.Inbound))
            yield return Finish(reader, own, new ResourceRank(Capture, null, 3, 0), listener);
        if (aspects.Identity.HttpProxyPort is > 0 and <= ushort.MaxValue)
        {
            var proxy = Context(reader, aspects);
            yield return Finish(reader, proxy, new ResourceRank(Capture, null, 2, 0), HttpProxyListener.Make(proxy));
        }
    }

    IEnumerable<KeyValuePair<string, RankedResource>> Gateway(IGraphReader reader, ProxyAspects aspects)
    {
        var context = Context(reader, aspects) with { Authorization = aspects.Inbound.Authorization, Authentication = aspects.Inbound.Authentication };
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
