using Lateen.Local.Containers;
using Lateen.Local.Images;

namespace Lateen.Local.Tests;

/// <summary>Images of the user's own, and how commands name variables.</summary>
public sealed class OwnProgramsTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-local");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_file_beside_the_manifests_says_what_images_run_as()
    {
        Write("""
            local:
              web:1.0: [python3, -m, http.server, --bind, $(POD_IP), "8080"]
              api: [./bin/api, --verbose]
              job: echo hello | cat
            """);
        var images = LocalImages.Beside([folder.FullName]);
        Assert.Equal(["python3", "-m", "http.server", "--bind", "$(POD_IP)", "8080"], images["web:1.0"]);
        Assert.Equal([Path.Combine(folder.FullName, "bin/api"), "--verbose"], images["api"]);
        Assert.Equal(["/bin/sh", "-c", "echo hello | cat"], images["job"]);
        Assert.Equal(images, LocalImages.Beside([Path.Combine(folder.FullName, "mesh.yaml")]));
    }

    [Theory]
    [InlineData("local: [web]", "there must be a mapping named local:")]
    [InlineData("images: {}", "there must be a mapping named local:")]
    [InlineData("local: {web: []}", "the command of web must be a list of words or one text for the shell")]
    [InlineData("local:\n  web: [", "lateen.yaml:3: ")]
    public void What_it_can_not_mean_is_an_error_with_the_files_name(string text, string expected)
    {
        Write(text);
        var problem = Assert.Throws<LocalMeshException>(() => LocalImages.Beside([folder.FullName])).Message;
        Assert.Contains(Path.Combine(folder.FullName, "lateen.yaml"), problem);
        Assert.Contains(expected, problem);
    }

    [Fact]
    public void Without_the_file_there_are_none() => Assert.Empty(LocalImages.Beside([folder.FullName]));

    [Theory]
    [InlineData("--port=$(PORT)", "--port=8080")]
    [InlineData("$$(PORT)", "$(PORT)")]
    [InlineData("$(UNKNOWN) $", "$(UNKNOWN) $")]
    [InlineData("$(PORT", "$(PORT")]
    [InlineData("$(PORT)$(HOST)", "8080web")]
    public void Variables_are_replaced_as_in_Kubernetes(string text, string expected) =>
        Assert.Equal(expected, VariableReferences.Expand(text, new Dictionary<string, string> { ["PORT"] = "8080", ["HOST"] = "web" }));

    void Write(string text) => File.WriteAllText(Path.Combine(folder.FullName, "lateen.yaml"), text);
}
