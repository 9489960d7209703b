using Envoy.Config.Endpoint.V3;
using Envoy.Config.Route.V3;
using Lateen.Config;
using Lateen.Pilot.Push;
using Lateen.Pilot.Tests.Rigs;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Tests;

public sealed class PushTests
{
    const string Reviews = "outbound|9080||reviews.default.svc.cluster.local";
    const string ReviewsV1 = "outbound|9080|v1|reviews.default.svc.cluster.local";

    [Fact]
    public void An_endpoint_that_goes_changes_only_the_endpoints_of_its_clusters()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = Subscribed(rig);

        rig.Change(Meshes.Slice("reviews", "http", 9080, ("reviews-v2", "10.0.0.3")));

        var delta = Assert.Single(view.Advance());
        Assert.Equal(XdsTypes.ClusterLoadAssignment, delta.TypeUrl);
        Assert.Equal([ReviewsV1, Reviews], delta.Changed.Select(resource => resource.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Changed_weights_change_only_routes()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = Subscribed(rig);

        rig.Change(Meshes.Weights(10, 90));

        var delta = Assert.Single(view.Advance());
        Assert.Equal(XdsTypes.RouteConfiguration, delta.TypeUrl);
        var routes = Assert.Single(delta.Changed).Any.Unpack<RouteConfiguration>();
        var host = routes.VirtualHosts.Single(host => host.Name == "reviews.default.svc.cluster.local:9080");
        Assert.Equal([10u, 90u], host.Routes[0].Route_.WeightedClusters.Clusters.Select(cluster => cluster.Weight ?? 0));
    }

    [Fact]
    public void The_last_endpoint_that_goes_leaves_an_empty_answer()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = Subscribed(rig);

        rig.Change(Meshes.Slice("reviews", "http", 9080, ("reviews-v1", "10.0.0.2"), ("reviews-v2", "10.0.0.3")).Replace("ready: true", "ready: false", StringComparison.Ordinal));

        Assert.Equal(XdsTypes.ClusterLoadAssignment, Assert.Single(view.Advance()).TypeUrl);
        Assert.Empty(view.Find(XdsTypes.ClusterLoadAssignment, Reviews)!.Any.Unpack<ClusterLoadAssignment>().Endpoints);
    }

    [Fact]
    public void A_removed_service_takes_its_clusters_along()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = Subscribed(rig);

        rig.Remove(Kinds.Service, "reviews");

        var clusters = view.Advance().Single(delta => delta.TypeUrl == XdsTypes.Cluster);
        Assert.Equal(3, clusters.Removed.Count);
        Assert.Empty(clusters.Changed);
    }

    [Fact]
    public void A_view_stays_as_it_is_until_it_advances()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = Subscribed(rig);
        var before = view.Find(XdsTypes.RouteConfiguration, "9080");

        rig.Change(Meshes.Weights(10, 90));

        Assert.Same(before, view.Find(XdsTypes.RouteConfiguration, "9080"));
        view.Advance();
        Assert.NotSame(before, view.Find(XdsTypes.RouteConfiguration, "9080"));
    }

    [Fact]
    public void A_change_that_means_nothing_is_pushed_to_nobody()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = Subscribed(rig);
        var revision = rig.Source.Revision;

        rig.Change(Meshes.Weights(80, 20));

        Assert.Equal(0, rig.Notices);
        Assert.Equal(revision, rig.Source.Revision);
    }

    [Fact]
    public void A_workload_that_joins_a_service_gets_its_inbound_configuration()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var view = Subscribed(rig);

        rig.Change("""
            apiVersion: v1
            kind: Service
            metadata: {name: second, namespace: default}
            spec: {clusterIP: 10.96.0.7, selector: {app: productpage}, ports: [{name: tcp, port: 7000, targetPort: 7001}]}
            """);

        var clusters = view.Advance().Single(delta => delta.TypeUrl == XdsTypes.Cluster);
        Assert.Contains("inbound|7001||", clusters.Changed.Select(resource => resource.Name));
    }

    [Fact]
    public void Clients_that_are_resolved_alike_share_every_resource()
    {
        using var rig = new PilotRig(Meshes.Bookinfo);
        using var one = rig.Open("sidecar~10.0.0.2~reviews-v1.default~default.svc.cluster.local");
        using var two = rig.Open("sidecar~10.0.0.1~productpage-v1.default~default.svc.cluster.local");

        one.Subscribe(XdsTypes.RouteConfiguration, "9080");
        two.Subscribe(XdsTypes.RouteConfiguration, "9080");
        Assert.Same(one.Find(XdsTypes.RouteConfiguration, "9080"), two.Find(XdsTypes.RouteConfiguration, "9080"));
        one.SubscribeAll(XdsTypes.Cluster);
        two.SubscribeAll(XdsTypes.Cluster);
        Assert.Same(one.Find(XdsTypes.Cluster, Reviews), two.Find(XdsTypes.Cluster, Reviews));
    }

    [Theory]
    [InlineData("nonsense", "node id")]
    [InlineData("sidecar~not-an-ip~a.b~c", "no valid IP")]
    [InlineData("gadget~10.0.0.1~a.b~c", "node id")]
    public void A_client_that_says_nonsense_of_itself_is_refused_with_a_reason(string id, string reason)
    {
        using var rig = new PilotRig(Meshes.Bookinfo);

        var opening = rig.Source.Open(new XdsPeer(id, new Envoy.Config.Core.V3.Node { Id = id }, [], "test", false), () => { });

        Assert.Null(opening.View);
        Assert.Contains(reason, opening.Refusal.Detail);
    }

    [Fact]
    public void The_cost_of_an_endpoint_does_not_grow_with_the_mesh()
    {
        Assert.Equal(CostOfEndpointChange(services: 5), CostOfEndpointChange(services: 60));
    }

    [Fact]
    public void The_cost_of_a_service_does_not_grow_with_the_endpoints_of_others()
    {
        using var rig = new PilotRig(Meshes.Bookinfo + "\n---\n" + string.Join("\n---\n", Many(40)));
        using var view = Subscribed(rig);
        var before = rig.Source.Mesh.Graph.Counters.Recomputed;

        rig.Change(Meshes.Service("s7", "10.97.0.7", "http", 9081));

        var clusters = view.Advance().Single(delta => delta.TypeUrl == XdsTypes.Cluster);
        Assert.True(clusters.Changed.Count == 1, $"{clusters.Changed.Count} clusters changed");
        Assert.InRange(rig.Source.Mesh.Graph.Counters.Recomputed - before, 1, 250);
    }

    [Fact]
    public void The_cost_of_a_destination_rule_does_not_grow_with_the_mesh()
    {
        Assert.Equal(CostOfRuleChange(services: 5), CostOfRuleChange(services: 60));
    }

    static long CostOfRuleChange(int services)
    {
        using var rig = new PilotRig(Meshes.Bookinfo + "\n---\n" + string.Join("\n---\n", Many(services)) + "\n---\n" + Rule(5) + "\n---\n" + Rule(5, "s1"));
        using var view = Subscribed(rig);
        var before = rig.Source.Mesh.Graph.Counters.Recomputed;
        rig.Change(Rule(7));
        var delta = Assert.Single(view.Advance());
        Assert.Equal("outbound|9080||s0.default.svc.cluster.local", Assert.Single(delta.Changed).Name);
        return rig.Source.Mesh.Graph.Counters.Recomputed - before;
    }

    static string Rule(int connections, string host = "s0") => $"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: {host}
          namespace: default
        spec:
          host: {host}
          trafficPolicy:
            connectionPool:
              tcp:
                maxConnections: {connections}
        """;

    static long CostOfEndpointChange(int services)
    {
        using var rig = new PilotRig(Meshes.Bookinfo + "\n---\n" + string.Join("\n---\n", Many(services)));
        using var view = Subscribed(rig);
        var before = rig.Source.Mesh.Graph.Counters.Recomputed;
        rig.Change(Meshes.Slice("reviews", "http", 9080, ("reviews-v2", "10.0.0.3")));
        Assert.Single(view.Advance());
        return rig.Source.Mesh.Graph.Counters.Recomputed - before;
    }

    static IEnumerable<string> Many(int count) =>
        Enumerable.Range(0, count).Select(i => Meshes.Workload($"s{i}", "v1", $"10.1.0.{i + 1}", $"10.97.0.{i + 1}"));

    /// <summary>A sidecar that has taken everything, as Envoy does.</summary>
    static IXdsView Subscribed(PilotRig rig)
    {
        var view = rig.Open(Meshes.ProductpageNode);
        view.SubscribeAll(XdsTypes.Cluster);
        foreach (var cluster in view.All(XdsTypes.Cluster).Where(cluster => cluster.Name.StartsWith("outbound|", StringComparison.Ordinal)))
            view.Subscribe(XdsTypes.ClusterLoadAssignment, cluster.Name);
        view.SubscribeAll(XdsTypes.Listener);
        view.Subscribe(XdsTypes.RouteConfiguration, "9080");
        return view;
    }
}
