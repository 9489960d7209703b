using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Metrics;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>Counts a connection from its beginning to its end; it steps aside at once.</summary>
sealed class IstioStatsConfig : IReadFilterConfig
{
    public required string Name { get; init; }

    public required ImmutableArray<MetricGroup> Groups { get; init; }

    public bool IsServer { get; init; }

    public required WorkloadPeer Local { get; init; }

    /// <summary>How often a connection that goes on is reported; zero: at its end only.</summary>
    public TimeSpan Interval { get; init; }

    public IReadFilter Create() => new Filter(this);

    sealed class Filter(IstioStatsConfig config) : IReadFilter
    {
        public ReadFilterStatus OnConnected(NetworkFilterContext context)
        {
            context.Observers.Add(new ConnectionReport(config, context));
            return ReadFilterStatus.Continue;
        }

        public ReadFilterStatus OnReceived(NetworkFilterContext context, ReadOnlySpan<byte> bytes, out int consumed)
        {
            consumed = 0;
            return ReadFilterStatus.Continue;
        }
    }
}
