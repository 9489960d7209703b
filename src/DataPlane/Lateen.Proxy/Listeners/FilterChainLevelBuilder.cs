using System.Collections.Immutable;
using System.Net;
using Lateen.Core;

namespace Lateen.Proxy.Listeners;

/// <summary>Nests filter chains by their criteria and collects what is wrong with them.</summary>
sealed class FilterChainLevelBuilder
{
    static readonly ImmutableArray<Cidr> Everywhere = [Cidr.Of(IPAddress.Any, 0), Cidr.Of(IPAddress.IPv6Any, 0)];

    readonly SortedSet<string> errors = new(StringComparer.Ordinal);

    public ImmutableArray<string> Errors => [.. errors];

    /// <summary>Null when there are no chains.</summary>
    public FilterChainLevel? Build(ImmutableArray<FilterChainConfig> chains)
    {
        CheckServerNames(chains);
        return chains.IsEmpty || errors.Count > 0 ? null : ByDestinationPort([.. chains]);
    }

    void CheckServerNames(ImmutableArray<FilterChainConfig> chains)
    {
        foreach (var name in chains.SelectMany(chain => chain.Match.ServerNames))
            if (name.Contains('*') && (!name.StartsWith("*.", StringComparison.Ordinal) || name.LastIndexOf('*') > 0 || name.Length == 2))
                errors.Add($"partial wildcards are not supported in \"server_names\": {name}");
    }

    FilterChainLevel ByDestinationPort(List<FilterChainConfig> chains) => new FilterChainLevel.Ports(
        "destination_port", connection => connection.LocalAddress.Port, Group(chains, Ports, ByDestination));

    FilterChainLevel ByDestination(List<FilterChainConfig> chains) => new FilterChainLevel.Ranges(
        "destination_ip", connection => connection.LocalAddress, Group(chains, chain => OrEverywhere(chain.Match.Destinations), ByServerName));

    FilterChainLevel ByServerName(List<FilterChainConfig> chains) => new FilterChainLevel.ServerNames(
        Group(chains, chain => OrAny(chain.Match.ServerNames).Select(name => name.ToLowerInvariant()), ByTransportProtocol));

    FilterChainLevel ByTransportProtocol(List<FilterChainConfig> chains) => new FilterChainLevel.TransportProtocols(
        Group<string>(chains, chain => [chain.Match.TransportProtocol], ByApplicationProtocol));

    FilterChainLevel ByApplicationProtocol(List<FilterChainConfig> chains) => new FilterChainLevel.ApplicationProtocols(
        Group(chains, chain => OrAny(chain.Match.ApplicationProtocols), ByDirectSource));

    FilterChainLevel ByDirectSource(List<FilterChainConfig> chains) => new FilterChainLevel.Ranges(
        "direct_source_ip", connection => connection.DirectRemoteAddress, Group(chains, chain => OrEverywhere(chain.Match.DirectSources), BySourceType));

    FilterChainLevel BySourceType(List<FilterChainConfig> chains) => new FilterChainLevel.SourceTypes(
        Group<ConnectionSourceType>(chains, chain => [chain.Match.SourceType], BySource));

    FilterChainLevel BySource(List<FilterChainConfig> chains) => new FilterChainLevel.Ranges(
        "source_ip", connection => connection.RemoteAddress, Group(chains, chain => OrEverywhere(chain.Match.Sources), BySourcePort));

    FilterChainLevel BySourcePort(List<FilterChainConfig> chains) => new FilterChainLevel.Ports(
        "source_port", connection => connection.RemoteAddress.Port, Group(chains, SourcePorts, OnlyOne));

    FilterChainLevel OnlyOne(List<FilterChainConfig> chains)
    {
        for (var i = 1; i < chains.Count; i++)
            errors.Add(HaveSameMatch(chains[0].Match, chains[i].Match)
                ? $"filter chain '{chains[i].Name}' has the same matching rules defined as '{chains[0].Name}'"
                : $"multiple filter chains with overlapping matching rules are defined: '{chains[0].Name}' and '{chains[i].Name}'");
        return new FilterChainLevel.Leaf(chains[0]);
    }

    static Dictionary<TKey, FilterChainLevel> Group<TKey>(
        List<FilterChainConfig> chains, Func<FilterChainConfig, IEnumerable<TKey>> keys, Func<List<FilterChainConfig>, FilterChainLevel> nested)
        where TKey : notnull
    {
        var groups = new Dictionary<TKey, List<FilterChainConfig>>();
        foreach (var chain in chains)
        {
            foreach (var key in keys(chain).Distinct())
            {
                if (!groups.TryGetValue(key, out var group)) groups[key] = group = [];
                group.Add(chain);
            }
        }
        return groups.ToDictionary(group => group.Key, group => nested(group.Value));
    }

    static IEnumerable<int> Ports(FilterChainConfig chain) => [chain.Match.DestinationPort ?? FilterChainLevel.Ports.Unspecified];

    static IEnumerable<int> SourcePorts(FilterChainConfig chain) =>
        chain.Match.SourcePorts.IsEmpty ? [FilterChainLevel.Ports.Unspecified] : chain.Match.SourcePorts;

    static IEnumerable<Cidr> OrEverywhere(ImmutableArray<Cidr> ranges) => ranges.IsEmpty ? Everywhere : ranges;

    static IEnumerable<string> OrAny(ImmutableArray<string> values) => values.IsEmpty ? [""] : values;

    static bool HaveSameMatch(FilterChainMatch a, FilterChainMatch b) =>
        a.Destinations.AsSpan().SequenceEqual(b.Destinations.AsSpan()) && a.ServerNames.AsSpan().SequenceEqual(b.ServerNames.AsSpan()) &&
        a.ApplicationProtocols.AsSpan().SequenceEqual(b.ApplicationProtocols.AsSpan()) && a.DirectSources.AsSpan().SequenceEqual(b.DirectSources.AsSpan()) &&
        a.Sources.AsSpan().SequenceEqual(b.Sources.AsSpan()) && a.SourcePorts.AsSpan().SequenceEqual(b.SourcePorts.AsSpan());
}
