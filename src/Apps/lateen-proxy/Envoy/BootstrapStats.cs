using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Metrics.V3;
using Envoy.Type.Matcher.V3;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.ProxyApp.Envoy;

/// <summary>Which statistics a bootstrap keeps.</summary>
static class BootstrapStats
{
    /// <summary>The inclusion list of stats_config; everything where there is none.</summary>
    public static StatsInclusion Inclusion(Bootstrap bootstrap)
    {
        if (bootstrap.StatsConfig?.StatsMatcher is not { StatsMatcherCase: StatsMatcher.StatsMatcherOneofCase.InclusionList } matcher)
            return StatsInclusion.All;
        IEnumerable<StringMatcher> patterns = matcher.InclusionList.Patterns;
        return StatsInclusion.Of(
            patterns.Select(pattern => pattern.Prefix).Where(text => text.Length > 0),
            patterns.Select(pattern => pattern.Suffix).Where(text => text.Length > 0),
            patterns.Where(pattern => pattern.SafeRegex is not null).Select(pattern => pattern.SafeRegex.Regex));
    }
}
