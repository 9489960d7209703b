using System.Text.Json;
using System.Xml.Linq;
using Lateen.Testing;

namespace Lateen.Architecture.Tests;

/// <summary>eng/layers.json and the project files say the same, and the planes never see each other.</summary>
public sealed class LayersTests
{
    static readonly Dictionary<string, string[]> Layers = ReadLayers();
    static readonly Dictionary<string, string> Projects = Directory
        .EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file)!);

    [Fact]
    public void Every_project_is_listed_and_every_listed_project_exists() =>
        Assert.Equal(Projects.Keys.Order(StringComparer.Ordinal), Layers.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void References_are_exactly_the_listed_arrows()
    {
        foreach (var (project, file) in Projects)
            Assert.Equal((project, Join(Layers[project])), (project, Join(References(file))));
    }

    [Fact]
    public void Arrows_point_from_apps_to_foundation()
    {
        string[] order = ["Foundation", "ControlPlane|DataPlane", "Tools", "Apps"];
        foreach (var (project, references) in Layers)
            foreach (var reference in references)
            {
                string from = Area(project), to = Area(reference);
                Assert.True(from == to || Rank(order, to) < Rank(order, from), $"{project} ({from}) must not see {reference} ({to})");
            }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var listed = XDocument.Load(Repository.PathOf("Lateen.slnx")).Descendants("Project").Select(p => p.Attribute("Path")!.Value);
        var existing = new[] { "src", "tests", "samples", "bench" }.Select(Repository.PathOf).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file));
        Assert.Equal(existing.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    static int Rank(string[] order, string area) => Array.FindIndex(order, names => names.Split('|').Contains(area));

    static string Area(string project) => Projects[project].Split(Path.DirectorySeparatorChar)[^3];

    static string Join(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    static IEnumerable<string> References(string file) => XDocument.Load(file).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    static Dictionary<string, string[]> ReadLayers()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("eng/layers.json")));
        return json.RootElement.GetProperty("projects").EnumerateObject().ToDictionary(
            project => project.Name, project => project.Value.EnumerateArray().Select(name => name.GetString()!).ToArray());
    }
}
