using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Listeners;

/// <summary>One criterion of the filter chain match: chooses a branch by one fact of the connection. The levels are nested in the order of the criteria.</summary>
abstract class FilterChainLevel
{
    public abstract FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace);

    /// <summary>The end of the walk.</summary>
    public sealed class Leaf(FilterChainConfig chain) : FilterChainLevel
    {
        public override FilterChainConfig Find(ConnectionFacts connection, MatchTrace? trace)
        {
            trace?.Add("filter_chain", "", chain.Name);
            return chain;
        }
    }

    /// <summary>A port has a subtree of its own, or the one of no port.</summary>
    public sealed class Ports(string criterion, Func<ConnectionFacts, int> port, Dictionary<int, FilterChainLevel> byPort) : FilterChainLevel
    {
        public const int Unspecified = 0;

        public override FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace)
        {
            var wanted = port(connection);
            var key = byPort.ContainsKey(wanted) ? wanted : Unspecified;
            var branch = byPort.GetValueOrDefault(key);
            trace?.Add(criterion, $"{wanted}", branch is null ? "no branch" : key == Unspecified ? "any" : $"{key}");
            return branch?.Find(connection, trace);
        }
    }

    /// <summary>The longest range that contains the address.</summary>
    public sealed class Ranges(string criterion, Func<ConnectionFacts, NetAddress> address, IReadOnlyCollection<KeyValuePair<Cidr, FilterChainLevel>> ranges) : FilterChainLevel
    {
        readonly PrefixMap<FilterChainLevel> map = new(ranges);

        public override FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace)
        {
            var branch = map.Find(address(connection));
            trace?.Add(criterion, address(connection).IpText, branch is null ? "no branch" : $"{RangeOf(branch)}");
            return branch?.Find(connection, trace);
        }

        Cidr RangeOf(FilterChainLevel branch) => ranges.First(range => ReferenceEquals(range.Value, branch)).Key;
    }

    /// <summary>The name itself, then `*.suffix` with ever fewer labels, then no name.</summary>
    public sealed class ServerNames(Dictionary<string, FilterChainLevel> byName) : FilterChainLevel
    {
        readonly Dictionary<string, FilterChainLevel>.AlternateLookup<ReadOnlySpan<char>> exact =
            byName.Where(entry => !entry.Key.StartsWith('*')).ToDictionary().GetAlternateLookup<ReadOnlySpan<char>>();

        readonly Dictionary<string, FilterChainLevel>.AlternateLookup<ReadOnlySpan<char>> bySuffix =
            byName.Where(entry => entry.Key.StartsWith('*')).ToDictionary(entry => entry.Key[1..], entry => entry.Value).GetAlternateLookup<ReadOnlySpan<char>>();

        public override FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace)
        {
            var branch = Choose(connection.ServerName, out var key);
            trace?.Add("server_name", connection.ServerName, branch is null ? "no branch" : key.Length == 0 ? "any" : key);
            return branch?.Find(connection, trace);
        }

        FilterChainLevel? Choose(string name, out string key)
        {
            if (exact.TryGetValue(name, out key!, out var branch)) return branch;
            for (var dot = name.IndexOf('.', Math.Min(1, name.Length)); dot >= 0; dot = name.IndexOf('.', dot + 1))
            {
                if (!bySuffix.TryGetValue(name.AsSpan(dot), out key!, out branch)) continue;
                key = "*" + key;
                return branch;
            }
            key = "";
            return exact.TryGetValue("", out branch) ? branch : null;
        }
    }

    public sealed class TransportProtocols(Dictionary<string, FilterChainLevel> byProtocol) : FilterChainLevel
    {
        public override FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace)
        {
            var key = byProtocol.ContainsKey(connection.TransportProtocol) ? connection.TransportProtocol : "";
            var branch = byProtocol.GetValueOrDefault(key);
            trace?.Add("transport_protocol", connection.TransportProtocol, branch is null ? "no branch" : key.Length == 0 ? "any" : key);
            return branch?.Find(connection, trace);
        }
    }

    /// <summary>The first of the client's protocols that any chain names.</summary>
    public sealed class ApplicationProtocols(Dictionary<string, FilterChainLevel> byProtocol) : FilterChainLevel
    {
        public override FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace)
        {
            var key = FirstKnown(connection);
            var branch = byProtocol.GetValueOrDefault(key);
            trace?.Add("application_protocols", string.Join(',', connection.ApplicationProtocols), branch is null ? "no branch" : key.Length == 0 ? "any" : key);
            return branch?.Find(connection, trace);
        }

        string FirstKnown(ConnectionFacts connection)
        {
            foreach (var protocol in connection.ApplicationProtocols)
                if (byProtocol.ContainsKey(protocol)) return protocol;
            return "";
        }
    }

    /// <summary>Where the connection comes from: this machine or elsewhere.</summary>
    public sealed class SourceTypes(Dictionary<ConnectionSourceType, FilterChainLevel> byType) : FilterChainLevel
    {
        public override FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace)
        {
            var actual = IsLocal(connection) ? ConnectionSourceType.SameIpOrLoopback : ConnectionSourceType.External;
            var key = byType.ContainsKey(actual) ? actual : ConnectionSourceType.Any;
            var branch = byType.GetValueOrDefault(key);
            trace?.Add("source_type", $"{actual}", branch is null ? "no branch" : $"{key}");
            return branch?.Find(connection, trace);
        }

        static bool IsLocal(ConnectionFacts connection) =>
            !connection.RemoteAddress.IsIp || connection.RemoteAddress.IsLoopback || connection.RemoteAddress.SameIp(connection.LocalAddress);
    }
}
