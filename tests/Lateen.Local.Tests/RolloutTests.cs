using Lateen.Config.Reading;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;

namespace Lateen.Local.Tests;

/// <summary>Which pods an edit keeps, makes and replaces.</summary>
public sealed class RolloutTests
{
    readonly PodPlanner planner = new(new NamespaceAddresses());

    [Fact]
    public void More_replicas_keep_those_that_run()
    {
        var before = planner.Plan(Deployment(2, "v1"), []);
        var after = planner.Plan(Deployment(3, "v1"), before);
        Assert.Equal(["web-0", "web-1", "web-2"], after.Select(pod => pod.Name));
        Assert.Same(before[0], after[0]);
        Assert.Same(before[1], after[1]);
    }

    [Fact]
    public void Fewer_replicas_keep_the_first()
    {
        var before = planner.Plan(Deployment(3, "v1"), []);
        Assert.Same(before[0], Assert.Single(planner.Plan(Deployment(1, "v1"), before)));
        Assert.Empty(planner.Plan(Deployment(0, "v1"), before));
    }

    [Fact]
    public void A_changed_template_makes_pods_of_other_names_so_that_the_old_ones_can_serve_meanwhile()
    {
        var before = planner.Plan(Deployment(2, "v1"), []);
        var after = planner.Plan(Deployment(2, "v2"), before);
        Assert.Equal(["web-2", "web-3"], after.Select(pod => pod.Name));
        Assert.Empty(after.Select(pod => pod.Number).Intersect(before.Select(pod => pod.Number)));
        foreach (var pod in before)
            planner.Release(pod);
        Assert.Equal(["web-0", "web-1"], planner.Plan(Deployment(2, "v3"), after).Select(pod => pod.Name));
    }

    [Fact]
    public void Names_that_are_part_of_a_pod_are_used_again()
    {
        var before = planner.Plan(Workload("StatefulSet", 2, "v1"), []);
        Assert.Equal(["web-0", "web-1"], planner.Plan(Workload("StatefulSet", 2, "v2"), before).Select(pod => pod.Name));
    }

    [Fact]
    public void A_namespace_that_begins_to_inject_replaces_its_pods()
    {
        var before = planner.Plan(Deployment(1, "v1"), []);
        var after = planner.Plan(Deployment(1, "v1", "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {istio-injection: enabled}}"), before);
        Assert.NotEqual(before[0].Name, after[0].Name);
        Assert.True(after[0].HasProxy);
    }

    [Fact]
    public void A_mesh_on_loopback_addresses_says_when_it_is_full()
    {
        var loopback = new PodPlanner(new LoopbackAddresses(1));
        var pods = loopback.Plan(Deployment(253, "v1"), []);
        Assert.Equal(("127.1.1.1", "127.1.1.2", "127.1.253.1"), (pods[0].Address.ToString(), pods[0].ApplicationAddress.ToString(), pods[^1].Address.ToString()));
        Assert.Contains("253 pods", Assert.Throws<LocalMeshException>(() => loopback.Plan(Deployment(254, "v1"), pods)[^1].Address).Message);
    }

    static MeshManifest Deployment(int replicas, string version, string more = "") => Workload("Deployment", replicas, version, more);

    static MeshManifest Workload(string kind, int replicas, string version, string more = "")
    {
        var read = ConfigReader.Read("test.yaml", $$"""
            apiVersion: apps/v1
            kind: {{kind}}
            metadata: {name: web, namespace: default}
            spec:
              replicas: {{replicas}}
              selector: {matchLabels: {app: web} }
              template:
                metadata: {labels: {app: web, version: "{{version}}" } }
                spec: {containers: [{name: web, image: lateen/echo}]}
            {{more}}
            """);
        return MeshManifest.From(read.Objects);
    }
}
