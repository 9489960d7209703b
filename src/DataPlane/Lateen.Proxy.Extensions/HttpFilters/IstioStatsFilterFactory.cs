using System.Buffers.Text;
using System.Collections.Immutable;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Metrics;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Http;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Counts each request when it has ended. Once a combination of labels was seen on a worker, counting allocates nothing.</summary>
sealed class IstioStatsFilterFactory(string name) : IHttpFilterFactory
{
    static readonly HeaderName GrpcStatus = HeaderName.Of("grpc-status");

    public string Name { get; } = name;

    public bool IsTerminal => false;

    public required ImmutableArray<MetricGroup> Groups { get; init; }

    public bool IsServer { get; init; }

    public required WorkloadPeer Local { get; init; }

    /// <summary>The authority may stand for a service that the cluster doesn't name.</summary>
    public bool HostHeaderFallback { get; init; }

    public IHttpFilter Create() => new Filter(this);

    sealed class Filter(IstioStatsFilterFactory config) : HttpFilter
    {
        SeriesTable[]? _tables;
        ClusterConfig? _cluster;
        string? _host;
        bool _isGrpc;
        bool _hasLooked;
        int _grpcStatus = -1;

        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            Look(request);
            return FilterHeadersStatus.Continue;
        }

        public override FilterHeadersStatus EncodeHeaders(ResponseHead response, bool endStream)
        {
            LookIfNotYet();
            ReadStatus(response.Headers);
            return FilterHeadersStatus.Continue;
        }

        public override FilterTrailersStatus EncodeTrailers(HeaderTable trailers)
        {
            ReadStatus(trailers);
            return FilterTrailersStatus.Continue;
        }

        public override void OnStreamEnd()
        {
            LookIfNotYet();
            Report();
            (_cluster, _host, _isGrpc, _hasLooked, _grpcStatus) = (null, null, false, false, -1);
            base.OnStreamEnd();
        }

        void Look(RequestHead request)
        {
            _hasLooked = true;
            _cluster = Callbacks.Cluster;
            _isGrpc = request.Headers.Get(HeaderId.ContentType).StartsWith("application/grpc"u8);
            if (config.HostHeaderFallback)
                _host = Callbacks.Worker.State<HostNames>().Find(request.Authority);
        }

        /// <summary>A request that an earlier filter answers, such as one that a policy denies, never gets here; it counts for the service that it was for all the same.</summary>
        void LookIfNotYet()
        {
            if (!_hasLooked)
                Look(Callbacks.Request);
        }

        void Report()
        {
            var info = Callbacks.StreamInfo;
            var peer = info.State<WorkloadPeer>(config.IsServer ? WorkloadPeer.DownstreamKey : WorkloadPeer.UpstreamKey);
            var facts = new LabelFacts(
                config.IsServer, config.Local, peer, info, _cluster, _host, _isGrpc ? "grpc" : "http", _isGrpc ? StatusText(_grpcStatus) : "");
            var key = new SeriesKey(peer, _cluster ?? (object?)_host, Principal(info), Numbers(info), info.Flags.Packed);
            var tables = _tables ??= [.. config.Groups.Select(group => group.Group.Table(Callbacks.Worker.Index))];
            var messages = info.State<GrpcMessages>(GrpcMessages.Key);
            for (var i = 0; i < tables.Length; i++)
            {
                if (config.Groups[i].CountsMessages && messages is null)
                    continue;
                var series = tables[i].Get(key, (Group: config.Groups[i], Facts: facts), static state => state.Group.LabelsOf(state.Facts));
                Count(series, config.Groups[i].Metrics, info, messages);
            }
        }

        void Count(Series series, ImmutableArray<IstioMetric> metrics, StreamInfo info, GrpcMessages? messages)
        {
            for (var i = 0; i < metrics.Length; i++)
            {
                switch (metrics[i])
                {
                    case IstioMetric.Requests:
                        series.Add(i, 1);
                        break;
                    case IstioMetric.RequestDuration:
                        var end = info.End != 0 ? info.End : Callbacks.Worker.Loop.Now;
                        series.Record(i, (end - info.Start) / 1_000_000);
                        break;
                    case IstioMetric.RequestBytes:
                        series.Record(i, info.WireBytesReceived);
                        break;
                    case IstioMetric.RequestMessages:
                        series.Add(i, messages!.Requests);
                        break;
                    case IstioMetric.ResponseMessages:
                        series.Add(i, messages!.Responses);
                        break;
                    case IstioMetric.ResponseBytes:
                        series.Record(i, info.WireBytesSent);
                        break;
                }
            }
        }

        // The server's label names the client's certificate, the client's the server's; plaintext has neither.
        object? Principal(StreamInfo info) => config.IsServer ? info.Connection.IsTls ? info.Connection.PeerUriSans : null : info.UpstreamTls?.Peer;

        ulong Numbers(StreamInfo info) =>
            (ulong)(uint)info.ResponseCode | ((ulong)(uint)(_grpcStatus + 1) << 16) | (_isGrpc ? 1UL << 32 : 0)
            | (info.Connection.IsMutualTls ? 1UL << 33 : 0) | (RouteKind(info.RouteName) << 34);

        // Only these two names decide a label.
        static ulong RouteKind(string? route) => route switch
        {
            "block_all" => 1,
            "allow_any" => 2,
            _ => 0,
        };

        void ReadStatus(HeaderTable headers)
        {
            if (_isGrpc && headers.TryGet(GrpcStatus, out var value) && Utf8Parser.TryParse(value, out byte status, out var read) && read == value.Length)
                _grpcStatus = status;
        }

        static string StatusText(int status) => status < 0 ? "" : status.ToString();
    }
}
