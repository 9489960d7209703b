using System.Collections.Immutable;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Extensions.Metrics;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>What was reported of one connection: at intervals what was added since, at its end the rest.</summary>
sealed class ConnectionReport : IStreamObserver, ITimerHandler
{
    readonly IstioStatsConfig _config;
    readonly NetworkFilterContext _context;
    readonly IEventLoop _loop;
    readonly LoopTimer? _timer;
    bool _opened;
    long _received;
    long _sent;

    public ConnectionReport(IstioStatsConfig config, NetworkFilterContext context)
    {
        (_config, _context, _loop) = (config, context, context.Connection.Loop);
        if (config.Interval <= TimeSpan.Zero)
            return;
        _timer = new LoopTimer(this);
        _loop.Schedule(_timer, (long)config.Interval.TotalNanoseconds);
    }

    public void OnTimer(LoopTimer timer)
    {
        Report(_context.StreamInfo, isClosed: false);
        _loop.Schedule(timer, (long)_config.Interval.TotalNanoseconds);
    }

    public void OnStreamComplete(StreamInfo info, RequestHead? request, ResponseHead? response)
    {
        if (_timer is not null)
            _loop.Cancel(_timer);
        Report(info, isClosed: true);
    }

    void Report(StreamInfo info, bool isClosed)
    {
        var peer = info.State<WorkloadPeer>(_config.IsServer ? WorkloadPeer.DownstreamKey : WorkloadPeer.UpstreamKey);
        var facts = new LabelFacts(_config.IsServer, _config.Local, peer, info, null, null, "tcp", "");
        var principal = _config.IsServer ? info.Connection.IsTls ? info.Connection.PeerUriSans : null : (object?)info.UpstreamTls?.Peer;
        var key = new SeriesKey(peer, info.UpstreamCluster, principal, info.Connection.IsMutualTls ? 1UL : 0, info.Flags.Packed);
        foreach (var group in _config.Groups)
        {
            var series = group.Group.Table(_context.Worker).Get(key, (group, facts), static state => state.group.LabelsOf(state.facts));
            Count(series, group.Metrics, info, isClosed);
        }

        (_opened, _received, _sent) = (true, info.BytesReceived, info.BytesSent);
    }

    void Count(Series series, ImmutableArray<IstioMetric> metrics, StreamInfo info, bool isClosed)
    {
        for (var i = 0; i < metrics.Length; i++)
        {
            series.Add(i, metrics[i] switch
            {
                IstioMetric.TcpConnectionsOpened => _opened ? 0 : 1,
                IstioMetric.TcpConnectionsClosed => isClosed ? 1 : 0,
                IstioMetric.TcpReceivedBytes => info.BytesReceived - _received,
                IstioMetric.TcpSentBytes => info.BytesSent - _sent,
                _ => 0,
            });
        }
    }
}
