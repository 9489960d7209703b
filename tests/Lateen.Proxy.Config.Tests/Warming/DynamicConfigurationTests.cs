using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net.Simulation;
using Lateen.Proxy.Config.Tests.Fakes;
using Lateen.Proxy.Config.Warming;
using Lateen.Xds;
using Filter = Envoy.Config.Listener.V3.Filter;

namespace Lateen.Proxy.Config.Tests.Warming;

public sealed class DynamicConfigurationTests
{
    readonly Simulation _simulation = new(1);
    readonly FakeSubscriptions _ads = new();
    readonly FakeSubscriptions _sds = new();
    readonly FakeTarget _target = new();
    readonly DynamicConfiguration _configuration;

    public DynamicConfigurationTests()
    {
        _configuration = new DynamicConfiguration(_ads, _sds, _simulation.CreateLoop("main"), _target, Reading.Stats(), Reading.AccessLogs(), Reading.Node);
        _configuration.Start();
    }

    [Fact]
    public void First_configuration_comes_in_order_clusters_endpoints_listeners_routes_start()
    {
        Assert.Null(_ads.Deliver(("a", EdsCluster("a"))));
        Assert.Equal(["+Cluster *", "+ClusterLoadAssignment a"], _ads.Asked);
        Assert.Null(_ads.Deliver(("a", Assignment("a", 1))));
        Assert.Null(_ads.Deliver(("l", HttpListener("l", "r"))));
        Assert.False(_configuration.IsReady);
        Assert.Null(_ads.Deliver(("r", Routes("r", "a"))));

        Assert.Equal(["+Cluster *", "+ClusterLoadAssignment a", "+Listener *", "+RouteConfiguration r"], _ads.Asked);
        Assert.Equal(["cluster a (1 endpoints)", "routes r", "listener l", "start"], _target.Calls);
        Assert.True(_configuration.IsReady);
    }

    [Fact]
    public void Endpoint_update_of_an_active_cluster_touches_nothing_else()
    {
        Settle();
        _target.Calls.Clear();
        Assert.Null(_ads.Deliver(("a", Assignment("a", 1, 2, 3))));
        Assert.Equal(["endpoints a (3)"], _target.Calls);
    }

    [Fact]
    public void Resource_that_breaks_a_rule_of_envoys_api_is_refused_with_field_and_rule_and_the_former_serves_on()
    {
        Settle();
        _target.Calls.Clear();
        var broken = EdsCluster("a");
        broken.OutlierDetection = new OutlierDetection { MaxEjectionPercent = 101 };
        broken.LbPolicy = (Cluster.Types.LbPolicy)77;

        var refusal = _ads.Deliver(("a", broken));

        Assert.Equal(
            "Error adding/updating cluster(s) a: lb_policy: Proto constraint validation failed (Cluster: value must be one of the defined enum values); "
            + "outlier_detection.max_ejection_percent: Proto constraint validation failed (Cluster: value must be less than or equal to 100)", refusal);
        Assert.Empty(_target.Calls);
    }

    [Fact]
    public void Rule_that_is_broken_inside_an_extension_is_named_with_the_whole_path()
    {
        Settle();
        var broken = HttpListener("l", "r");
        broken.FilterChains[0].Filters[0].TypedConfig = Any.Pack(new HttpConnectionManager());

        Assert.Contains("filter_chains[0].filters[0].typed_config.stat_prefix: Proto constraint validation failed (HttpConnectionManager: value length must be at least 1 characters)", _ads.Deliver(("l", broken)), StringComparison.Ordinal);
    }

    [Fact]
    public void Identical_cluster_is_no_update()
    {
        Settle();
        _target.Calls.Clear();
        _ads.Asked.Clear();
        Assert.Null(_ads.Deliver(("a", EdsCluster("a"))));
        Assert.Empty(_target.Calls);
        Assert.Empty(_ads.Asked);
    }

    [Fact]
    public void Changed_cluster_asks_for_its_endpoints_again_and_takes_over_when_they_come()
    {
        Settle();
        _target.Calls.Clear();
        _ads.Asked.Clear();
        var changed = EdsCluster("a");
        changed.ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(3));
        Assert.Null(_ads.Deliver(("a", changed)));
        Assert.Equal(["?ClusterLoadAssignment a"], _ads.Asked);
        Assert.Empty(_target.Calls);

        Assert.Null(_ads.Deliver(("a", Assignment("a", 1))));
        Assert.Equal(["cluster a (1 endpoints)"], _target.Calls);
        Assert.Equal(TimeSpan.FromSeconds(3), _target.Clusters["a"].ConnectTimeout);
    }

    [Fact]
    public void Changed_cluster_whose_endpoints_are_not_sent_again_takes_over_with_the_known_ones()
    {
        Settle();
        _target.Calls.Clear();
        var changed = EdsCluster("a");
        changed.ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(3));
        Assert.Null(_ads.Deliver(("a", changed)));
        _simulation.RunFor(TimeSpan.FromSeconds(16));
        Assert.Equal(["cluster a (1 endpoints)"], _target.Calls);
    }

    [Fact]
    public void Good_clusters_of_an_update_apply_and_bad_ones_are_named_with_every_reason()
    {
        Settle();
        _target.Calls.Clear();
        var bad = EdsCluster("bad");
        bad.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
        bad.HealthChecks.Add(new HealthCheck
        {
            Timeout = new Duration { Seconds = 1 }, Interval = new Duration { Seconds = 1 }, HealthyThreshold = 1, UnhealthyThreshold = 1,
            TcpHealthCheck = new HealthCheck.Types.TcpHealthCheck(),
        });
        var error = _ads.Deliver(("bad", bad), ("s", new Cluster { Name = "s", Type = Cluster.Types.DiscoveryType.Static }));
        Assert.Equal(
            "Error adding/updating cluster(s) bad: health_checks: active health checking is not supported by this proxy; "
            + "lb_policy: cluster: LB policy CLUSTER_PROVIDED is not valid for Cluster type Eds", error);
        Assert.Equal(["cluster s (0 endpoints)"], _target.Calls);
    }

    [Fact]
    public void Rejected_update_leaves_the_former_version_in_force()
    {
        Settle();
        var bad = HttpListener("l", "r");
        bad.FilterChains[0].Filters.Insert(0, new Filter { Name = "none.such", TypedConfig = Any.Pack(new Duration()) });
        var error = _ads.Deliver(("l", bad));
        Assert.Equal(
            "Error adding/updating listener(s) l: filter_chains[0].filters[0]: Didn't find a registered implementation for 'none.such' with type URL: 'google.protobuf.Duration'",
            error);
        Assert.Equal("l", _target.Listeners["l"].Name);
        Assert.DoesNotContain("-listener l", _target.Calls);
    }

    [Fact]
    public void Listener_waits_for_its_secrets_and_releases_them_when_it_goes()
    {
        _ads.DeliverNothing(XdsTypes.Cluster);
        var listener = HttpListener("l", "r");
        listener.FilterChains[0].TransportSocket = Tls("default");
        Assert.Null(_ads.Deliver(("l", listener)));
        Assert.Null(_ads.Deliver(("r", Routes("r", "a"))));
        Assert.Equal(["+Secret default"], _sds.Asked);
        Assert.Equal(["routes r"], _target.Calls);

        Assert.Null(_sds.Deliver(("default", Certificate("default"))));
        Assert.Equal(["routes r", "secret certificate default", "listener l", "start"], _target.Calls);

        Assert.Null(_ads.Remove(XdsTypes.Listener, "l"));
        Assert.Equal(["-listener l", "-secret default", "-routes r"], _target.Calls.Skip(4));
        Assert.Equal("-Secret default", _sds.Asked.Last());
    }

    [Fact]
    public void Secret_of_the_control_plane_is_asked_of_it_and_when_there_is_none_the_listener_goes_into_service()
    {
        _ads.DeliverNothing(XdsTypes.Cluster);
        var listener = HttpListener("l", "r");
        listener.FilterChains[0].TransportSocket = Tls("kubernetes://shop", new ConfigSource { Ads = new() });
        Assert.Null(_ads.Deliver(("l", listener)));
        Assert.Null(_ads.Deliver(("r", Routes("r", "a"))));
        Assert.Contains("+Secret kubernetes://shop", _ads.Asked);
        Assert.Empty(_sds.Asked);
        Assert.DoesNotContain("listener l", _target.Calls);

        Assert.Null(_ads.Remove(XdsTypes.Secret, "kubernetes://shop"));
        Assert.Equal(["routes r", "listener l", "start"], _target.Calls);
        Assert.Null(_ads.Deliver(("kubernetes://shop", Certificate("kubernetes://shop"))));
        Assert.Equal("secret certificate kubernetes://shop", _target.Calls.Last());

        Assert.Null(_ads.Remove(XdsTypes.Secret, "kubernetes://shop"));
        Assert.Equal("secret certificate kubernetes://shop", _target.Calls.Last());
    }

    [Fact]
    public void Secret_that_TLS_cannot_use_is_refused_with_its_reason_and_keeps_nobody_from_the_next()
    {
        _ads.DeliverNothing(XdsTypes.Cluster);
        var listener = HttpListener("l", "r");
        listener.FilterChains[0].TransportSocket = Tls("default");
        _ads.Deliver(("l", listener));
        _ads.Deliver(("r", Routes("r", "a")));
        _target.SecretError = "the private key does not belong to the certificate";
        Assert.Contains("the private key does not belong to the certificate", _sds.Deliver(("default", Certificate("default"))));
        Assert.DoesNotContain("listener l", _target.Calls);

        _target.SecretError = null;
        Assert.Null(_sds.Deliver(("default", Certificate("default"))));
        Assert.Contains("listener l", _target.Calls);
    }

    [Fact]
    public void Wrong_secret_is_refused_without_quoting_it_and_the_old_one_stays()
    {
        _ads.DeliverNothing(XdsTypes.Cluster);
        var listener = HttpListener("l", "r");
        listener.FilterChains[0].TransportSocket = Tls("default");
        _ads.Deliver(("l", listener));
        Assert.Null(_sds.Deliver(("default", Certificate("default"))));
        var wrong = Certificate("default");
        wrong.TlsCertificate.PrivateKey = new DataSource { InlineString = "hunter2" };
        var error = _sds.Deliver(("default", wrong));
        Assert.Equal("Error adding/updating secret(s) default: tls_certificate.private_key: Failed to load private key: it has no PEM private key", error);
        Assert.Single(_target.Calls, call => call.StartsWith("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Listener_that_cannot_bind_is_rejected_with_the_reason()
    {
        _ads.DeliverNothing(XdsTypes.Cluster);
        _target.BindError = "cannot bind '127.0.0.1:80': Address already in use";
        var listener = HttpListener("l", "r");
        Inline(listener);
        Assert.Equal("Error adding/updating listener(s) l: cannot bind '127.0.0.1:80': Address already in use", _ads.Deliver(("l", listener)));
    }

    [Fact]
    public void Route_update_goes_to_the_workers_without_touching_listeners()
    {
        Settle();
        _target.Calls.Clear();
        Assert.Null(_ads.Deliver(("r", Routes("r", "b"))));
        Assert.Equal(["routes r"], _target.Calls);
        var wrong = Routes("r", "b");
        wrong.VirtualHosts.Add(new VirtualHost { Name = "again", Domains = { "*" } });
        Assert.Equal(
            "Error adding/updating route configuration(s) r: virtual_hosts: Only a single wildcard domain is permitted in route r", _ads.Deliver(("r", wrong)));
        Assert.Equal(["routes r"], _target.Calls);
    }

    [Fact]
    public void Removed_cluster_goes_with_its_subscription()
    {
        Settle();
        Assert.Null(_ads.Remove(XdsTypes.Cluster, "a"));
        Assert.Equal("-cluster a", _target.Calls.Last());
        Assert.Equal("-ClusterLoadAssignment a", _ads.Asked.Last());
    }

    [Fact]
    public void Static_parts_of_the_bootstrap_cannot_be_changed_by_xds()
    {
        var fixedCluster = new Cluster { Name = "fixed", Type = Cluster.Types.DiscoveryType.Static };
        Assert.Empty(_configuration.AddStatic([fixedCluster], []));
        Settle();
        _target.Calls.Clear();
        Assert.Null(_ads.Deliver(("fixed", EdsCluster("fixed"))));
        Assert.Null(_ads.Remove(XdsTypes.Cluster, "fixed"));
        Assert.Empty(_target.Calls);
    }

    void Settle()
    {
        _ads.Deliver(("a", EdsCluster("a")));
        _ads.Deliver(("a", Assignment("a", 1)));
        _ads.Deliver(("l", HttpListener("l", "r")));
        _ads.Deliver(("r", Routes("r", "a")));
        Assert.True(_configuration.IsReady);
    }

    static Cluster EdsCluster(string name) => new()
    {
        Name = name,
        Type = Cluster.Types.DiscoveryType.Eds,
        EdsClusterConfig = new() { EdsConfig = new ConfigSource { Ads = new() } },
    };

    static ClusterLoadAssignment Assignment(string name, params int[] hosts) => new()
    {
        ClusterName = name,
        Endpoints =
        {
            new LocalityLbEndpoints
            {
                LbEndpoints = { hosts.Select(host => new LbEndpoint { Endpoint = new Endpoint { Address = Address($"10.0.0.{host}", 80) } }) },
            },
        },
    };

    static Address Address(string ip, uint port) => new() { SocketAddress = new SocketAddress { Address = ip, PortValue = port } };

    static Listener HttpListener(string name, string routes) => new()
    {
        Name = name,
        Address = Address("127.0.0.1", 80),
        FilterChains =
        {
            new FilterChain
            {
                Filters =
                {
                    new Filter
                    {
                        Name = "envoy.filters.network.http_connection_manager",
                        TypedConfig = Any.Pack(Manager(routes)),
                    },
                },
            },
        },
    };

    static HttpConnectionManager Manager(string routes) => new()
    {
        StatPrefix = "p",
        Rds = new Rds { ConfigSource = new ConfigSource { Ads = new() }, RouteConfigName = routes },
        HttpFilters = { new HttpFilter { Name = "envoy.filters.http.router", TypedConfig = Any.Pack(new Router()) } },
    };

    static void Inline(Listener listener)
    {
        var manager = Manager("");
        manager.RouteConfig = Routes("inline", "a");
        listener.FilterChains[0].Filters[0].TypedConfig = Any.Pack(manager);
    }

    static RouteConfiguration Routes(string name, string cluster) => new()
    {
        Name = name,
        VirtualHosts =
        {
            new VirtualHost
            {
                Name = "all",
                Domains = { "*" },
                Routes = { new Route { Match = new RouteMatch { Prefix = "/" }, Route_ = new RouteAction { Cluster = cluster } } },
            },
        },
    };

    static TransportSocket Tls(string secret, ConfigSource? source = null) => new()
    {
        Name = "envoy.transport_sockets.tls",
        TypedConfig = Any.Pack(new DownstreamTlsContext
        {
            CommonTlsContext = new CommonTlsContext { TlsCertificateSdsSecretConfigs = { new SdsSecretConfig { Name = secret, SdsConfig = source } } },
        }),
    };

    static Secret Certificate(string name) => new()
    {
        Name = name,
        TlsCertificate = new TlsCertificate
        {
            CertificateChain = new DataSource { InlineString = "-----BEGIN CERTIFICATE-----\n" },
            PrivateKey = new DataSource { InlineString = "-----BEGIN PRIVATE KEY-----\n" },
        },
    };
}
