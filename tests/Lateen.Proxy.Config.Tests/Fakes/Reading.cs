using System.Collections.Frozen;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Config.Tests.Fakes;

/// <summary>Contexts of tests.</summary>
static class Reading
{
    public static LocalNode Node { get; } = new()
    {
        Id = "sidecar~10.0.0.1~client.default~default.svc.cluster.local",
        Name = "client",
        Namespace = "default",
        WorkloadName = "client",
        ClusterId = "Kubernetes",
        Labels = new Dictionary<string, string> { ["app"] = "client", ["version"] = "v1" }.ToFrozenDictionary(),
    };

    public static AccessLogFiles AccessLogs() => new(1, () => { }, _ => Stream.Null);

    public static StatsRegistry Stats() => new(StatsInclusion.All, StatTagNames.Istio);

    public static ReadingContext Context() => new()
    {
        Stats = Stats(),
        AccessLogs = AccessLogs(),
        Node = Node,
        Routes = new RouteTableTranslator(),
    };
}
