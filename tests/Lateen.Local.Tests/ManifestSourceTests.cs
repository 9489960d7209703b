using Lateen.Local.Manifests;
using Lateen.Local.Node;

namespace Lateen.Local.Tests;

/// <summary>What a node makes of manifests that are edited badly.</summary>
public sealed class ManifestSourceTests : IDisposable
{
    const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: echo}
        spec: {containers: [{name: echo, image: lateen/echo}]}
        """;

    readonly string folder = Directory.CreateTempSubdirectory("lateen-manifests-").FullName;
    readonly List<string> said = [];

    [Fact]
    public void An_edit_that_leaves_nothing_to_run_is_said_and_not_followed()
    {
        Write(Pod);
        using var source = Open();
        Assert.Single(source.First(said.Add).Workloads);
        Write("# nothing\n");
        using var edited = Open();
        Assert.Null(edited.Next(said.Add));
        Assert.Contains("no Deployment, StatefulSet or Pod is left; what runs stays as it is", Assert.Single(said));
    }

    [Fact]
    public void A_mistake_is_said_once_and_says_what_stays_in_force()
    {
        Write(Pod + "\n---\napiVersion: v1\nkind: Pod\nmetadata: [\n");
        using var source = Open();
        Assert.Single(source.Next(said.Add)!.Workloads);
        Assert.Contains("manifest.yaml:", said[0]);
        Assert.Equal("what was written well before stays in force", said[^1]);
        said.Clear();
        Assert.NotNull(source.Next(said.Add));
        Assert.Empty(said);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    void Write(string text) => File.WriteAllText(Path.Combine(folder, "manifest.yaml"), text);

    ManifestSource Open() => new([folder], TimeProvider.System, static () => { });
}
