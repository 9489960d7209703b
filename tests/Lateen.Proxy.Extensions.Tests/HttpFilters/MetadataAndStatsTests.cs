using System.Collections.Frozen;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Tests.HttpFilters;

/// <summary>Two proxies tell each other who they are in headers, and both report the request under Istio's labels.</summary>
public sealed class MetadataAndStatsTests
{
    const string Client = """{"upstream_discovery":[{"istio_headers":{}},{"workload_discovery":{}}],"upstream_propagation":[{"istio_headers":{}}]}""";
    const string Server = """{"downstream_discovery":[{"istio_headers":{}},{"workload_discovery":{}}],"downstream_propagation":[{"istio_headers":{}}]}""";
    const string PeerMetadata = "io.istio.http.peer_metadata.Config";

    [Fact]
    public void Client_tells_itself_upstream_and_server_learns_it_and_answers_in_kind()
    {
        var client = new FakeStream(Contexts.Read("istio.metadata_exchange", PeerMetadata, Client, Contexts.Of("productpage", "v1", TrafficDirection.Outbound)), Stats());
        client.Filter.OnStreamStart(client);
        client.Filter.DecodeHeaders(client.Request, endStream: true);
        var told = client.RequestHeader("x-envoy-peer-metadata")!;

        var server = new FakeStream(Contexts.Read("istio.metadata_exchange", PeerMetadata, Server, Contexts.Of("reviews", "v2", TrafficDirection.Inbound)), Stats());
        server.Request.Headers.Append("x-envoy-peer-metadata"u8, System.Text.Encoding.ASCII.GetBytes(told));
        server.Filter.OnStreamStart(server);
        server.Filter.DecodeHeaders(server.Request, endStream: true);
        server.Filter.EncodeHeaders(server.Response!, endStream: true);

        var peer = server.StreamInfo.State<WorkloadPeer>(WorkloadPeer.DownstreamKey)!;
        Assert.Equal(("productpage-v1", "default", "productpage", "v1", "Kubernetes"), (peer.WorkloadName, peer.Namespace, peer.CanonicalName, peer.Version, peer.ClusterId));
        Assert.Null(server.RequestHeader("x-envoy-peer-metadata"));
        Assert.NotNull(server.ResponseHeader("x-envoy-peer-metadata"));
        Assert.StartsWith("sidecar~10.0.0.1~reviews", server.ResponseHeader("x-envoy-peer-metadata-id"));
        Assert.DoesNotContain("not told", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(told)));
    }

    [Fact]
    public void Server_does_not_tell_a_client_that_told_nothing()
    {
        var server = new FakeStream(Contexts.Read("istio.metadata_exchange", PeerMetadata, Server, Contexts.Of("reviews", "v2", TrafficDirection.Inbound)), Stats());
        server.Run();
        Assert.Null(server.ResponseHeader("x-envoy-peer-metadata"));
        Assert.Null(server.StreamInfo.State<WorkloadPeer>(WorkloadPeer.DownstreamKey));
    }

    [Theory]
    [InlineData("%%%")]
    [InlineData("aGVsbG8=")]
    [InlineData("")]
    public void Garbage_in_the_header_is_nobody_and_is_stripped(string header)
    {
        var server = new FakeStream(Contexts.Read("istio.metadata_exchange", PeerMetadata, Server, Contexts.Of("reviews", "v2", TrafficDirection.Inbound)), Stats());
        server.Request.Headers.Append("x-envoy-peer-metadata"u8, System.Text.Encoding.ASCII.GetBytes(header));
        server.Run();
        Assert.Equal("", server.StreamInfo.State<WorkloadPeer>(WorkloadPeer.DownstreamKey)?.WorkloadName ?? "");
        Assert.Null(server.RequestHeader("x-envoy-peer-metadata"));
    }

    [Fact]
    public void Cluster_that_forbids_the_exchange_gets_no_header()
    {
        var client = new FakeStream(Contexts.Read("istio.metadata_exchange", PeerMetadata, Client, Contexts.Of("a", "v1", TrafficDirection.Outbound)), Stats())
        {
            Cluster = Cluster("x", ("disable_mx", new MetadataValue.BoolValue(true))),
        };
        client.Run();
        Assert.Null(client.RequestHeader("x-envoy-peer-metadata"));
    }

    [Fact]
    public void Server_reports_all_labels_as_istios_proxy()
    {
        var stats = Stats();
        var stream = new FakeStream(Contexts.Read("istio.stats", "stats.PluginConfig", """{"disable_host_header_fallback":true}""", Contexts.Of("reviews", "v2", TrafficDirection.Inbound, stats)), stats)
        {
            Cluster = ServiceCluster("inbound|9080||", "reviews"),
        };
        Fill(stream.StreamInfo);
        stream.StreamInfo.SetState(WorkloadPeer.DownstreamKey, new WorkloadPeer
        {
            WorkloadName = "productpage-v1", Namespace = "default", CanonicalName = "productpage", CanonicalRevision = "v1", App = "productpage", Version = "v1", ClusterId = "Kubernetes",
        });
        stream.StreamInfo.Connection = new ConnectionInfo
        {
            IsTls = true, IsMutualTls = true,
            PeerUriSans = ["spiffe://cluster.local/ns/default/sa/productpage"], LocalUriSans = ["spiffe://cluster.local/ns/default/sa/reviews"],
        };
        stream.Run();

        Assert.Contains(
            "istio_requests_total{reporter=\"destination\",source_workload=\"productpage-v1\",source_canonical_service=\"productpage\",source_canonical_revision=\"v1\","
            + "source_workload_namespace=\"default\",source_principal=\"spiffe://cluster.local/ns/default/sa/productpage\",source_app=\"productpage\",source_version=\"v1\","
            + "source_cluster=\"Kubernetes\",destination_workload=\"reviews-v2\",destination_workload_namespace=\"default\","
            + "destination_principal=\"spiffe://cluster.local/ns/default/sa/reviews\",destination_app=\"reviews\",destination_version=\"v2\","
            + "destination_service=\"reviews.default.svc.cluster.local\",destination_canonical_service=\"reviews\",destination_canonical_revision=\"v2\","
            + "destination_service_name=\"reviews\",destination_service_namespace=\"default\",destination_cluster=\"Kubernetes\",request_protocol=\"http\","
            + "response_code=\"200\",grpc_response_status=\"\",response_flags=\"-\",connection_security_policy=\"mutual_tls\"} 1",
            PrometheusText.Write(stats.Read()));
        Assert.Contains("istio_request_duration_milliseconds_sum", PrometheusText.Write(stats.Read()));
    }

    [Fact]
    public void A_request_that_an_earlier_filter_answered_counts_for_its_service()
    {
        var stats = Stats();
        var stream = new FakeStream(Contexts.Read("istio.stats", "stats.PluginConfig", """{"disable_host_header_fallback":true}""", Contexts.Of("reviews", "v2", TrafficDirection.Inbound, stats)), stats)
        {
            Cluster = ServiceCluster("inbound|9080||", "reviews"),
        };
        stream.StreamInfo.ResponseCode = 403;
        stream.Filter.OnStreamStart(stream);
        stream.Filter.EncodeHeaders(stream.Response!, endStream: true);
        stream.Filter.OnStreamEnd();

        var text = PrometheusText.Write(stats.Read());
        Assert.Contains("destination_service=\"reviews.default.svc.cluster.local\"", text);
        Assert.Contains("response_code=\"403\"", text);
    }

    [Fact]
    public void Client_without_peer_data_reports_unknown()
    {
        var stats = Stats();
        var stream = new FakeStream(Contexts.Read("istio.stats", "stats.PluginConfig", "{}", Contexts.Of("a", "v1", TrafficDirection.Outbound, stats)), stats);
        stream.StreamInfo.ResponseCode = 503;
        stream.StreamInfo.Flags.Set(Lateen.Core.ResponseFlag.NoClusterFound);
        stream.Run();
        var text = PrometheusText.Write(stats.Read());
        Assert.Contains("reporter=\"source\",source_workload=\"a-v1\"", text);
        Assert.Contains("destination_workload=\"unknown\"", text);
        Assert.Contains("destination_service=\"reviews:9080\"", text);
        Assert.Contains("response_code=\"503\",grpc_response_status=\"\",response_flags=\"NC\",connection_security_policy=\"unknown\"} 1", text);
    }

    [Fact]
    public void Telemetry_removes_tags_and_drops_metrics()
    {
        var stats = Stats();
        const string Config = """{"metrics":[{"name":"requests_total","tags_to_remove":["source_app"]},{"name":"request_bytes","drop":true}]}""";
        new FakeStream(Contexts.Read("istio.stats", "stats.PluginConfig", Config, Contexts.Of("a", "v1", TrafficDirection.Outbound, stats)), stats).Run();
        var lines = PrometheusText.Write(stats.Read()).Split('\n');
        Assert.DoesNotContain("source_app", Assert.Single(lines, line => line.StartsWith("istio_requests_total{", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("istio_response_bytes_count{", StringComparison.Ordinal) && line.Contains("source_app"));
        Assert.DoesNotContain(lines, line => line.StartsWith("istio_request_bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void Reporting_allocates_nothing_once_labels_are_known()
    {
        var stats = Stats();
        var stream = new FakeStream(Contexts.Read("istio.stats", "stats.PluginConfig", "{}", Contexts.Of("a", "v1", TrafficDirection.Outbound, stats)), stats);
        Fill(stream.StreamInfo);
        for (var i = 0; i < 100; i++)
            stream.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            stream.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Alpn_is_offered_by_the_clusters_protocol()
    {
        const string Config = """{"alpn_override":[{"alpn_override":["istio-http/1.0"]},{"upstream_protocol":"HTTP11","alpn_override":["istio-http/1.1","istio","http/1.1"]},{"upstream_protocol":"HTTP2","alpn_override":["istio-h2","istio","h2"]}]}""";
        var factory = Contexts.Read("istio.alpn", "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig", Config, Contexts.Of("a", "v1", TrafficDirection.Outbound));
        var stream = new FakeStream(factory, Stats()) { Cluster = Cluster("x") };
        stream.Run();
        Assert.Equal(["istio-http/1.1", "istio", "http/1.1"], stream.StreamInfo.State<ApplicationProtocols>(ApplicationProtocols.Key)!.Protocols);

        var exempt = new FakeStream(factory, Stats()) { Cluster = Cluster("x", ("alpn_override", new MetadataValue.StringValue("false"))) };
        exempt.Run();
        Assert.Null(exempt.StreamInfo.State<ApplicationProtocols>(ApplicationProtocols.Key));
    }

    static StatsRegistry Stats() => new(StatsInclusion.IstioDefault, StatTagNames.Istio);

    static void Fill(StreamInfo info) => (info.ResponseCode, info.Start, info.End, info.WireBytesReceived, info.WireBytesSent) = (200, 1_000_000, 8_000_000, 300, 500);

    static ClusterConfig ServiceCluster(string name, string service) => Cluster(name, ("services", new MetadataValue.ListValue(
    [
        new MetadataValue.StructValue(new Dictionary<string, MetadataValue>
        {
            ["host"] = new MetadataValue.StringValue($"{service}.default.svc.cluster.local"),
            ["name"] = new MetadataValue.StringValue(service),
            ["namespace"] = new MetadataValue.StringValue("default"),
        }.ToFrozenDictionary()),
    ])));

    static ClusterConfig Cluster(string name, params (string Key, MetadataValue Value)[] istio) => new()
    {
        Name = name,
        Discovery = new ClusterDiscovery.Static(EndpointsConfig.Empty),
        Metadata = new Metadata(new Dictionary<string, MetadataValue.StructValue>
        {
            ["istio"] = new(istio.ToFrozenDictionary(entry => entry.Key, entry => entry.Value)),
        }.ToFrozenDictionary()),
    };
}
