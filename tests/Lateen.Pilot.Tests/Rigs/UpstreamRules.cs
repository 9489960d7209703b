using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Lateen.Protos.Rules;
using Lateen.Testing;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Tests.Rigs;

/// <summary>The rules of Envoy's API, over everything that a client gets.</summary>
static class UpstreamRules
{
    static readonly TypeRegistry Types = MessageTypes.Of(typeof(Listener).Assembly);

    /// <summary>Every rule that is broken, as "type name: field: rule".</summary>
    public static IEnumerable<string> BrokenIn(IXdsView view)
    {
        string[] complete = [XdsTypes.Cluster, XdsTypes.Listener, XdsTypes.ClusterLoadAssignment, XdsTypes.RouteConfiguration];
        foreach (var type in complete)
            view.SubscribeAll(type);
        var routes = view.All(XdsTypes.Listener).SelectMany(one => RouteNames(one.Any.Unpack<Listener>())).Distinct()
            .Select(name => view.Find(XdsTypes.RouteConfiguration, name)).OfType<XdsResource>();
        return complete.SelectMany(type => view.All(type)).Concat(routes).SelectMany(BrokenIn).Distinct();
    }

    static IEnumerable<string> BrokenIn(XdsResource resource)
    {
        var type = Types.Find(Google.Protobuf.WellKnownTypes.Any.GetTypeName(resource.Any.TypeUrl));
        return MessageRules.Check(type.Parser.ParseFrom(resource.Any.Value), Types).Select(violation => $"{type.Name} {resource.Name}: {violation}");
    }

    static IEnumerable<string> RouteNames(Listener listener) => listener.FilterChains.Append(listener.DefaultFilterChain).OfType<FilterChain>()
        .SelectMany(chain => chain.Filters).Where(filter => filter.TypedConfig.Is(HttpConnectionManager.Descriptor))
        .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName).OfType<string>();
}
