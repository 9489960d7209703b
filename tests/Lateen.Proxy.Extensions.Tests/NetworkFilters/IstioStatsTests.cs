using Google.Protobuf.WellKnownTypes;
using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Proxy.Extensions.NetworkFilters;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Tests.NetworkFilters;

public sealed class IstioStatsTests
{
    readonly Simulation _simulation = new(1);
    readonly StatsRegistry _stats = new(StatsInclusion.IstioDefault, StatTagNames.Istio);
    readonly StreamInfo _info = new() { UpstreamCluster = "outbound|3306||db.data.svc.cluster.local" };

    [Fact]
    public void Connection_is_reported_every_five_seconds_and_at_its_end_without_counting_twice()
    {
        var observer = Connect();
        (_info.BytesReceived, _info.BytesSent) = (100, 10);
        _simulation.RunFor(TimeSpan.FromSeconds(5.1));
        Assert.Equal((1, 0, 100, 10), Values());

        (_info.BytesReceived, _info.BytesSent) = (150, 30);
        observer.OnStreamComplete(_info, null, null);
        Assert.Equal((1, 1, 150, 30), Values());
        _simulation.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal((1, 1, 150, 30), Values());
    }

    [Fact]
    public void Short_connection_is_opened_and_closed_at_once_under_tcp_labels()
    {
        Connect().OnStreamComplete(_info, null, null);
        var line = Assert.Single(
            PrometheusText.Write(_stats.Read()).Split('\n'), l => l.StartsWith("istio_tcp_connections_closed_total{", StringComparison.Ordinal));
        Assert.Contains("destination_service=\"db.data.svc.cluster.local\"", line);
        Assert.Contains("destination_service_name=\"db\",destination_service_namespace=\"data\"", line);
        Assert.Contains("request_protocol=\"tcp\",response_flags=\"-\",connection_security_policy=\"unknown\"} 1", line);
    }

    IStreamObserver Connect()
    {
        var wrapper = new Udpa.Type.V1.TypedStruct { TypeUrl = "type.googleapis.com/stats.PluginConfig", Value = new Struct() };
        var problems = new ProblemList();
        var context = Contexts.Of("web", "v1", TrafficDirection.Outbound, _stats);
        var config = (IReadFilterConfig)NetworkFilterExtensions.Read("istio.stats", Any.Pack(wrapper), problems.Root, context)!;
        Assert.Equal("", problems.ToString());
        var loop = _simulation.CreateLoop("worker-0");
        var connection = loop.Connect(new ConnectOptions { Address = NetAddress.Loopback(1) }, new NoHandler());
        var filterContext = new NetworkFilterContext(connection, _info, _stats.Main, 0);
        Assert.Equal(ReadFilterStatus.Continue, config.Create().OnConnected(filterContext));
        return Assert.Single(filterContext.Observers);
    }

    (long Opened, long Closed, long Received, long Sent) Values()
    {
        var values = _stats.Read().Where(stat => stat.ExtractedName.StartsWith("istio_tcp", StringComparison.Ordinal)).ToDictionary(s => s.ExtractedName, s => s.Value);
        return (
            values.GetValueOrDefault("istio_tcp_connections_opened_total"), values.GetValueOrDefault("istio_tcp_connections_closed_total"),
            values.GetValueOrDefault("istio_tcp_received_bytes_total"), values.GetValueOrDefault("istio_tcp_sent_bytes_total"));
    }

    sealed class NoHandler : IConnectionHandler
    {
        public void OnConnected(IConnection connection)
        {
        }

        public int OnReceived(ReadOnlySpan<byte> bytes) => bytes.Length;

        public void OnReadClosed()
        {
        }

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason)
        {
        }
    }
}
