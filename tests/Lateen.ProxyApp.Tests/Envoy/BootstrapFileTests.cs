using Lateen.ProxyApp.Envoy;

namespace Lateen.ProxyApp.Tests.Envoy;

public sealed class BootstrapFileTests
{
    [Fact]
    public void Inline_json_is_merged_over_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("lateen-bootstrap-");
        var file = Path.Combine(folder.FullName, "b.json");
        File.WriteAllText(file, """{"node": {"id": "file", "cluster": "c"}}""");
        var bootstrap = BootstrapFile.Read(file, """{"node": {"id": "inline"}}""", Assert.Fail);
        folder.Delete(recursive: true);

        Assert.Equal(("inline", "c"), (bootstrap.Node.Id, bootstrap.Node.Cluster));
    }

    [Fact]
    public void An_extension_that_is_unknown_is_left_out_and_named()
    {
        var warnings = new List<string>();
        var bootstrap = BootstrapFile.Read(
            null,
            """{"stats_sinks": [{"name": "x", "typed_config": {"@type": "type.googleapis.com/some.Sink"}}], "node": {"id": "n"}}""",
            warnings.Add);

        Assert.Equal("n", bootstrap.Node.Id);
        Assert.Contains("some.Sink", Assert.Single(warnings));
    }

    [Theory]
    [InlineData("{\"node\": ", "--config-yaml is not JSON")]
    [InlineData("{\"node\": 3}", "--config-yaml is not a bootstrap")]
    public void What_cannot_be_read_is_said(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => BootstrapFile.Read(null, text, Assert.Fail)).Message);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("/does/not/exist.json", Assert.Throws<InvalidDataException>(() => BootstrapFile.Read("/does/not/exist.json", null, Assert.Fail)).Message);
}
