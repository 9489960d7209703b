using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Listeners;

namespace Lateen.Proxy.Tests.Listeners;

/// <summary>
/// The rules of filter chain matching said again, without an index: per criterion, keep the chains with the most specific value that fits,
/// and drop all others.
/// </summary>
static class NaiveFilterChainMatch
{
    public static FilterChainConfig? Find(IReadOnlyList<FilterChainConfig> chains, ConnectionFacts connection)
    {
        var left = chains.ToList();
        left = Best(left, chain => chain.Match.DestinationPort is { } port ? port == connection.LocalAddress.Port ? 1 : -1 : 0);
        left = Best(left, chain => RangeRank(chain.Match.Destinations, connection.LocalAddress));
        left = Best(left, chain => NameRank(chain.Match.ServerNames, connection.ServerName));
        left = Best(left, chain => chain.Match.TransportProtocol.Length == 0 ? 0 : chain.Match.TransportProtocol == connection.TransportProtocol ? 1 : -1);
        left = Best(left, chain => ProtocolRank(chain.Match.ApplicationProtocols, connection.ApplicationProtocols));
        left = Best(left, chain => RangeRank(chain.Match.DirectSources, connection.DirectRemoteAddress));
        left = Best(left, chain => SourceRank(chain.Match.SourceType, connection));
        left = Best(left, chain => RangeRank(chain.Match.Sources, connection.RemoteAddress));
        left = Best(left, chain => chain.Match.SourcePorts.IsEmpty ? 0 : chain.Match.SourcePorts.Contains(connection.RemoteAddress.Port) ? 1 : -1);
        return left.SingleOrDefault();
    }

    /// <param name="rank">-1: doesn't fit; otherwise the higher the more specific.</param>
    static List<FilterChainConfig> Best(List<FilterChainConfig> chains, Func<FilterChainConfig, int> rank)
    {
        var best = chains.Select(rank).DefaultIfEmpty(-1).Max();
        return best < 0 ? [] : chains.Where(chain => rank(chain) == best).ToList();
    }

    static int RangeRank(ImmutableArray<Cidr> ranges, NetAddress address) => ranges.IsEmpty
        ? 0
        : ranges.Where(range => range.Contains(address.ToIPAddress()!)).Select(range => range.PrefixLength).DefaultIfEmpty(-1).Max();

    static int NameRank(ImmutableArray<string> names, string name) => names.IsEmpty ? 0 : names.Max(pattern =>
        pattern == name ? 1000 : pattern.StartsWith('*') && name.EndsWith(pattern[1..], StringComparison.Ordinal) && name.Length >= pattern.Length ? pattern.Length : -1);

    static int ProtocolRank(ImmutableArray<string> protocols, ImmutableArray<string> offered)
    {
        if (protocols.IsEmpty) return 0;
        var index = offered.ToList().FindIndex(protocols.Contains);
        return index < 0 ? -1 : 100 - index;
    }

    static int SourceRank(ConnectionSourceType type, ConnectionFacts connection)
    {
        var isLocal = connection.RemoteAddress.IsLoopback || connection.RemoteAddress.SameIp(connection.LocalAddress);
        return type == ConnectionSourceType.Any ? 0 : type == ConnectionSourceType.SameIpOrLoopback == isLocal ? 1 : -1;
    }
}
