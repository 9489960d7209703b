using System.Text.Json;

namespace Lateen.Netns.Tests;

/// <summary>Edits of the manifests of a mesh that runs: its pods follow, and no request fails.</summary>
public sealed class EditTests
{
    [Fact]
    public async Task Pods_come_go_and_are_replaced_without_a_failed_request()
    {
        await using var lateen = await LateenCommand.OrSkip("local-edits", asOrdinaryUser: false);
        using var sample = Manifests.CopyOf("samples/bookinfo");
        var running = lateen.StartUp(sample.Path);
        await running.Counting;
        sample.Edit("bookinfo.yaml", "name: details-v1\nspec:\n  replicas: 1", "name: details-v1\nspec:\n  replicas: 2");
        await lateen.Eventually("a second pod of details", mesh => IsReady(mesh) && Names(mesh).Contains("details-v1-1"));
        sample.Edit("bookinfo.yaml", "name: details-v1\nspec:\n  replicas: 2", "name: details-v1\nspec:\n  replicas: 1");
        await lateen.Eventually("it is gone again", mesh => !Names(mesh).Contains("details-v1-1"));
        sample.Edit("bookinfo.yaml", "image: lateen/bookinfo-ratings", "image: lateen/bookinfo-ratings\n        env:\n        - {name: EDITED, value: \"yes\"}");
        await lateen.Eventually("ratings is another pod", mesh => IsReady(mesh) && Names(mesh).Contains("ratings-v1-1") && !Names(mesh).Contains("ratings-v1-0"));
        sample.Write("extra.yaml", Extra);
        await lateen.Eventually("a new file's pod", mesh => IsReady(mesh) && Names(mesh).Contains("extra-0"));
        var answer = await lateen.Run("exec", "--mesh", lateen.Mesh, "details-v1-0", "--", "curl", "-s", "http://extra/hello");
        Assert.Contains("\"path\":\"/hello\"", answer.Output);
        sample.Delete("extra.yaml");
        await lateen.Eventually("a deleted file's pod is gone", mesh => !Names(mesh).Contains("extra-0"));
        SampleTraffic.GoodEdges(await lateen.End(running));
    }

    [Fact]
    public async Task An_edit_that_can_not_be_read_or_run_is_said_at_its_line_and_changes_nothing()
    {
        await using var lateen = await LateenCommand.OrSkip("local-bad-edit", asOrdinaryUser: false);
        using var sample = Manifests.CopyOf("samples/bookinfo");
        var running = lateen.StartUp(sample.Path);
        await running.Counting;
        sample.Edit("mesh.yaml", "weight: 80", "weight: [80");
        sample.Edit("bookinfo.yaml", "image: lateen/bookinfo-details", "image: nobody/knows");
        // What comes after it in the node's time has an effect that can be seen.
        sample.Write("extra.yaml", Extra);
        await lateen.Eventually("a new file's pod", mesh => IsReady(mesh) && Names(mesh).Contains("extra-0"));
        await lateen.Visit(running);
        var outcome = await lateen.End(running);
        SampleTraffic.AssertAsWritten(SampleTraffic.GoodEdges(outcome));
        Assert.Matches(@"mesh\.yaml:\d+", outcome.Error);
        Assert.Contains("what was written well before stays in force", outcome.Error);
        Assert.Contains("image nobody/knows can't run here; name a command for it under local: in lateen.yaml", outcome.Error);
    }

    const string Extra = """
        apiVersion: v1
        kind: Service
        metadata: {name: extra}
        spec: {selector: {app: extra}, ports: [{name: http, port: 80, targetPort: 9080}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: extra}
        spec:
          replicas: 1
          selector: {matchLabels: {app: extra}}
          template:
            metadata: {labels: {app: extra}}
            spec: {containers: [{name: echo, image: lateen/echo, ports: [{containerPort: 9080}]}]}
        """;

    static bool IsReady(JsonElement mesh) => mesh.GetProperty("ready").GetBoolean();

    static string[] Names(JsonElement mesh) => [.. mesh.GetProperty("pods").EnumerateArray().Select(pod => pod.GetProperty("name").GetString()!)];
}
