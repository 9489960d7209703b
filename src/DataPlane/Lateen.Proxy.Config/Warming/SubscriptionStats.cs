using Lateen.Proxy.Observability.Stats;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Envoy's statistics of subscriptions, which Istio's agent reads to tell whether a proxy has its configuration.</summary>
sealed class SubscriptionStats(StatsRegistry stats)
{
    /// <summary>The handler, counted under a prefix such as <c>cluster_manager.cds</c>.</summary>
    public IXdsHandler Watch(string prefix, IXdsHandler handler) => new Watched(stats, stats.Scope(prefix), handler);

    sealed class Watched(StatsRegistry stats, StatsScope scope, IXdsHandler handler) : IXdsHandler
    {
        readonly Counter _attempts = scope.Counter("update_attempt");
        readonly Counter _successes = scope.Counter("update_success");
        readonly Counter _rejections = scope.Counter("update_rejected");
        readonly Counter _failures = scope.Counter("update_failure");
        readonly Gauge _version = scope.Gauge("version");

        public XdsVerdict OnUpdate(XdsUpdate update)
        {
            stats.Main.Increment(_attempts);
            stats.Main.Add(_failures, 0);
            var verdict = handler.OnUpdate(update);
            stats.Main.Increment(verdict.IsAccepted ? _successes : _rejections);
            if (verdict.IsAccepted)
                stats.Main.Set(_version, Hash(update.Version));
            return verdict;
        }

        // Any number that changes with the text; Envoy shows a 64-bit hash.
        static long Hash(string version)
        {
            var hash = 14695981039346656037;
            foreach (var c in version)
                hash = (hash ^ c) * 1099511628211;
            return (long)(hash >> 1);
        }
    }
}
