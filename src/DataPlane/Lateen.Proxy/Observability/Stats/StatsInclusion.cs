using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// Envoy's <c>stats_matcher.inclusion_list</c>: which full names exist at all. A name that it leaves out costs nothing.
/// </summary>
public sealed class StatsInclusion
{
    readonly ImmutableArray<string> _prefixes;
    readonly ImmutableArray<string> _suffixes;
    readonly ImmutableArray<Regex> _patterns;
    readonly bool _all;

    StatsInclusion(bool all, ImmutableArray<string> prefixes, ImmutableArray<string> suffixes, ImmutableArray<Regex> patterns) =>
        (_all, _prefixes, _suffixes, _patterns) = (all, prefixes, suffixes, patterns);

    /// <summary>Everything exists.</summary>
    public static StatsInclusion All { get; } = new(all: true, [], [], []);

    /// <summary>What Istio's sidecars keep when nothing else is asked.</summary>
    public static StatsInclusion IstioDefault { get; } = Of(
        ["reporter=", "component", "istio", "cluster_manager", "listener_manager", "server", "cluster.xds-grpc", "wasm", "workload_discovery"],
        ["rbac.allowed", "rbac.denied", "shadow_allowed", "shadow_denied", "downstream_cx_active"],
        [@"vhost\..*\.route\..*"]);

    /// <summary>Names that start with, end with, or wholly match one of the given.</summary>
    /// <exception cref="ArgumentException">A pattern is not a regular expression.</exception>
    public static StatsInclusion Of(IEnumerable<string> prefixes, IEnumerable<string> suffixes, IEnumerable<string> patterns) =>
        new(all: false, [.. prefixes], [.. suffixes], [.. patterns.Select(Whole)]);

    /// <summary>True when the statistic with this full name exists.</summary>
    public bool Includes(string name) =>
        _all
        || _prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        || _suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal))
        || _patterns.Any(pattern => pattern.IsMatch(name));

    static Regex Whole(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
