using System.Text.Json;
using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net.Simulation;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Config.Dumps;
using Lateen.Proxy.Config.Tests.Fakes;
using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Runtime;
using Lateen.Xds;
using ProtoCluster = Envoy.Config.Cluster.V3.Cluster;
using ProtoListener = Envoy.Config.Listener.V3.Listener;

namespace Lateen.Proxy.Config.Tests.Dumps;

/// <summary>The dump of what a real istiod sent has the shape of real Envoy's dump of the same: names of parts, fields and values.</summary>
public sealed class ConfigDumpTests
{
    readonly FakeSubscriptions _ads = new();
    readonly FakeSubscriptions _sds = new();
    readonly DynamicConfiguration _configuration;

    public ConfigDumpTests()
    {
        _configuration = new DynamicConfiguration(
            _ads, _sds, new Simulation(1).CreateLoop("main"), new FakeTarget(), Reading.Stats(), Reading.AccessLogs(), Reading.Node);
        _configuration.Start();
        Assert.Null(_ads.Deliver([.. Json.ReadLines<ProtoCluster>("Istiod/clusters.jsonl").Select(c => (c.Name, (Google.Protobuf.IMessage)c))]));
        foreach (var assignment in Json.ReadLines<Envoy.Config.Endpoint.V3.ClusterLoadAssignment>("Istiod/endpoints.jsonl"))
            Assert.Null(_ads.Deliver((assignment.ClusterName, assignment)));
        Assert.Null(_ads.Deliver([.. Json.ReadLines<ProtoListener>("Istiod/listeners.jsonl").Select(l => (l.Name, (Google.Protobuf.IMessage)l))]));
        foreach (var routes in Json.ReadLines<Envoy.Config.Route.V3.RouteConfiguration>("Istiod/routes.jsonl"))
            Assert.Null(_ads.Deliver((routes.Name, routes)));
        _sds.Deliver(("ROOTCA", new Secret
        {
            Name = "ROOTCA",
            ValidationContext = new CertificateValidationContext { TrustedCa = new DataSource { InlineString = "-----BEGIN CERTIFICATE-----" } },
        }));
        _sds.Deliver(("default", new Secret
        {
            Name = "default",
            TlsCertificate = new TlsCertificate
            {
                CertificateChain = new DataSource { InlineString = "-----BEGIN CERTIFICATE-----" },
                PrivateKey = new DataSource { InlineString = "-----BEGIN PRIVATE KEY-----hunter2" },
            },
        }));
    }

    [Fact]
    public void Parts_come_in_envoys_order()
    {
        Assert.Equal(
            ["BootstrapConfigDump", "ClustersConfigDump", "ListenersConfigDump", "ScopedRoutesConfigDump", "RoutesConfigDump", "SecretsConfigDump"],
            Configs("/config_dump").Select(TypeOf));
        Assert.Contains("EndpointsConfigDump", Configs("/config_dump?include_eds").Select(TypeOf));
    }

    [Fact]
    public void Parts_hold_what_arrived_under_protobuf_names()
    {
        var parts = Configs("/config_dump?include_eds").ToDictionary(TypeOf);
        var cluster = parts["ClustersConfigDump"].GetProperty("dynamic_active_clusters").EnumerateArray()
            .Select(active => active.GetProperty("cluster")).Single(c => c.GetProperty("name").GetString() == "outbound|80||server.default.svc.cluster.local");
        Assert.Equal("LEAST_REQUEST", cluster.GetProperty("lb_policy").GetString());
        Assert.Equal(
            "type.googleapis.com/udpa.type.v1.TypedStruct", cluster.GetProperty("filters")[0].GetProperty("typed_config").GetProperty("@type").GetString());

        var names = parts["ListenersConfigDump"].GetProperty("dynamic_listeners").EnumerateArray().Select(l => l.GetProperty("name").GetString());
        Assert.Contains("virtualInbound", names);
        Assert.Equal("80", parts["RoutesConfigDump"].GetProperty("dynamic_route_configs")[0].GetProperty("route_config").GetProperty("name").GetString());
        Assert.Equal(
            "10.244.0.2",
            parts["EndpointsConfigDump"].GetProperty("dynamic_endpoint_configs").EnumerateArray().Select(e => e.GetProperty("endpoint_config"))
                .Single(e => e.GetProperty("cluster_name").GetString() == "outbound|80||server.default.svc.cluster.local")
                .GetProperty("endpoints")[0].GetProperty("lb_endpoints")[0].GetProperty("endpoint").GetProperty("address")
                .GetProperty("socket_address").GetProperty("address").GetString());
    }

    [Fact]
    public void Private_keys_are_redacted_everywhere()
    {
        var text = Answer("/config_dump?include_eds");
        Assert.DoesNotContain("hunter2", text);
        Assert.DoesNotContain(Convert.ToBase64String("-----BEGIN PRIVATE KEY-----hunter2"u8), text);
        Assert.Contains("\"inline_bytes\": \"W3JlZGFjdGVkXQ==\"", text);
    }

    [Fact]
    public void Resource_limits_the_dump_to_one_field()
    {
        var listeners = Configs("/config_dump?resource=dynamic_listeners");
        Assert.All(listeners, listener => Assert.EndsWith("ListenersConfigDump.DynamicListener", listener.GetProperty("@type").GetString()));
        Assert.Contains("not found in config dump", Answer("/config_dump?resource=none"));
    }

    [Fact]
    public void Unknown_message_inside_an_any_is_shown_with_its_bytes()
    {
        var cluster = new ProtoCluster { Name = "x", Type = ProtoCluster.Types.DiscoveryType.Static };
        cluster.Metadata = new Envoy.Config.Core.V3.Metadata();
        cluster.Metadata.TypedFilterMetadata["future"] = new Any { TypeUrl = "type.googleapis.com/future.Message", Value = Google.Protobuf.ByteString.CopyFromUtf8("abc") };
        Assert.Null(_ads.Deliver(("x", cluster)));
        Assert.Contains("type.googleapis.com/future.Message", Answer("/config_dump"));
    }

    static string TypeOf(JsonElement part) => part.GetProperty("@type").GetString()!.Split('.')[^1];

    List<JsonElement> Configs(string target) => [.. JsonDocument.Parse(Answer(target)).RootElement.GetProperty("configs").EnumerateArray()];

    string Answer(string target)
    {
        var pages = new AdminPages(ConfigurationPages.Of(_configuration, () => RuntimeSnapshot.Empty, new Bootstrap { Node = new Node { Id = "sidecar~10.0.0.1~a.b~c" } }, Server, TimeProvider.System));
        return pages.Answer(AdminRequest.Parse("GET", target)).Body;
    }

    static ServerFacts Server { get; } = new() { Version = "1", State = () => "LIVE", Uptime = () => TimeSpan.Zero, Concurrency = 1 };
}
