using Envoy.Config.Route.V3;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Pilot.Push;
using Lateen.Pilot.Tests.Rigs;
using Lateen.Testing;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Tests;

/// <summary>What users write badly keeps its last good meaning, and nothing else suffers.</summary>
public sealed class LastGoodTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lateen-last-good-").FullName;
    readonly ManualTime time = new();
    readonly FileConfigStore store;
    readonly PilotSource source;
    readonly IXdsView view;

    public LastGoodTests()
    {
        Write("mesh.yaml", Meshes.Bookinfo.Replace(Meshes.Weights(80, 20), "", StringComparison.Ordinal));
        Write("rule.yaml", Meshes.Weights(80, 20));
        store = FileConfigStore.Read(new FileConfigOptions { Paths = [folder], DefaultNamespace = "default", Time = time });
        source = new PilotSource(store, time, PushOptions.Local);
        var node = new Envoy.Config.Core.V3.Node { Id = Meshes.ProductpageNode };
        view = source.Open(new XdsPeer(node.Id, node, [], "test", Delta: true), () => { }).View!;
        view.Subscribe(XdsTypes.RouteConfiguration, "9080");
    }

    [Fact]
    public void Weights_that_sum_to_nothing_keep_the_routes()
    {
        Change("rule.yaml", Meshes.Weights(0, 0));

        Assert.Equal([80u, 20u], Weights());
        Assert.Contains(store.Current.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Location is { Line: > 0 } at && at.File.EndsWith("rule.yaml", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews\n")]
    [InlineData("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews, namespace: default}\nspec: {hosts: [reviews], http: [{rout: []}]}\n")]
    public void Text_that_cannot_be_read_keeps_the_routes(string text)
    {
        Change("rule.yaml", text);

        Assert.Equal([80u, 20u], Weights());
        Assert.Contains(store.Current.Diagnostics, diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Location is not null);
    }

    [Fact]
    public void Other_objects_of_the_file_are_taken_and_a_mended_one_counts_again()
    {
        Change("rule.yaml", Meshes.Weights(0, 0) + "\n---\n" + Meshes.Service("extra", "10.96.0.77", "http", 9080));
        Assert.Equal([80u, 20u], Weights());
        Assert.Contains(Routes().VirtualHosts, host => host.Name == "extra.default.svc.cluster.local:9080");

        Change("rule.yaml", Meshes.Weights(10, 90));
        Assert.Equal([10u, 90u], Weights());
    }

    [Fact]
    public void A_rule_to_a_host_that_is_not_there_harms_no_other_route()
    {
        Change("rule.yaml", Meshes.Weights(80, 20) + "\n---\n" + """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: lost, namespace: default}
            spec: {hosts: [productpage], http: [{route: [{destination: {host: nowhere}}]}]}
            """);

        Assert.Equal([80u, 20u], Weights());
        var lost = Routes().VirtualHosts.Single(host => host.Name == "productpage.default.svc.cluster.local:9080");
        Assert.Equal("outbound|9080||nowhere.default.svc.cluster.local", lost.Routes[0].Route_.Cluster);
    }

    public void Dispose()
    {
        view.Dispose();
        source.Dispose();
        store.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    void Change(string file, string text)
    {
        Write(file, text);
        store.Refresh();
        time.Advance(PushOptions.Local.Quiet);
        view.Advance();
    }

    RouteConfiguration Routes() => view.Find(XdsTypes.RouteConfiguration, "9080")!.Any.Unpack<RouteConfiguration>();

    IEnumerable<uint> Weights() => Routes().VirtualHosts.Single(host => host.Name == "reviews.default.svc.cluster.local:9080")
        .Routes[0].Route_.WeightedClusters.Clusters.Select(cluster => cluster.Weight ?? 0);
}
