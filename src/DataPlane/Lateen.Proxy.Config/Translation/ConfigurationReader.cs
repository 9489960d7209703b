using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Config.Translation;

/// <summary>Reads resources as the proxy reads them, for whoever asks what it would do with them; nothing goes into service, no file is opened.</summary>
public sealed class ConfigurationReader
{
    readonly RouteTableTranslator routes = new();
    readonly ListenerTranslator listeners;

    /// <param name="node">Who the proxy is.</param>
    public ConfigurationReader(LocalNode node) => listeners = new ListenerTranslator(new ReadingContext
    {
        Stats = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio),
        AccessLogs = new AccessLogFiles(1, static () => { }, static _ => Stream.Null),
        Node = node,
        Routes = routes,
    });

    /// <summary>The listener; null, with the proxy's reasons for refusing it.</summary>
    public ListenerConfig? Read(Envoy.Config.Listener.V3.Listener listener, out string refusal)
    {
        var problems = new ProblemList();
        var translated = listeners.Translate(listener, null, problems);
        refusal = problems.ToString();
        return translated?.Config;
    }

    /// <summary>The route table; null, with the proxy's reasons for refusing it.</summary>
    public RouteTable? Read(Envoy.Config.Route.V3.RouteConfiguration configuration, out string refusal)
    {
        var problems = new ProblemList();
        var table = routes.Read(configuration, problems.Root);
        refusal = problems.ToString();
        return problems.IsEmpty ? table : null;
    }
}
