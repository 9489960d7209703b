using System.Collections.Frozen;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using HttpFilterMessage = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpFilter;

namespace Lateen.Proxy.Extensions.Tests.Fakes;

/// <summary>Reading contexts of two pods of the sample.</summary>
static class Contexts
{
    public static ReadingContext Of(string app, string version, TrafficDirection direction, StatsRegistry? stats = null) => new()
    {
        Stats = stats ?? new StatsRegistry(StatsInclusion.IstioDefault, StatTagNames.Istio),
        AccessLogs = new AccessLogFiles(1, () => { }, _ => Stream.Null),
        Routes = new NoRoutes(),
        Direction = direction,
        Node = new LocalNode
        {
            Id = $"sidecar~10.0.0.1~{app}-{version}-x.default~default.svc.cluster.local",
            Name = $"{app}-{version}-x",
            Namespace = "default",
            WorkloadName = $"{app}-{version}",
            ClusterId = "Kubernetes",
            Labels = new Dictionary<string, string>
            {
                ["app"] = app,
                ["version"] = version,
                ["service.istio.io/canonical-name"] = app,
                ["service.istio.io/canonical-revision"] = version,
                ["secret"] = "not told",
            }.ToFrozenDictionary(),
        },
    };

    /// <summary>A filter from the TypedStruct that Istio sends.</summary>
    public static IHttpFilterFactory Read(string name, string type, string json, ReadingContext context)
    {
        var wrapper = new Udpa.Type.V1.TypedStruct { TypeUrl = "type.googleapis.com/" + type, Value = Struct.Parser.ParseJson(json) };
        var problems = new ProblemList();
        var message = new HttpFilterMessage { Name = name, TypedConfig = Any.Pack(wrapper) };
        var typed = TypedConfig.Open(message.TypedConfig, problems.Root)!.Value;
        var factory = HttpFilterExtensions.List.Find(name, typed, problems.Root)!.Read(name, typed, problems.Root, context);
        Assert.Equal("", problems.ToString());
        return factory!;
    }

    sealed class NoRoutes : IRouteReader
    {
        public RouteTable? Read(RouteConfiguration configuration, FieldPath at) => null;
    }
}
