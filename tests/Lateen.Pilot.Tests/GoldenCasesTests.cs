using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Lateen.Pilot.Tests.Rigs;
using Lateen.Testing;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Tests;

/// <summary>
/// One folder a case: objects in, resources out. The first lines of in.yaml say what the case shows and which client sees it; each "show" line
/// makes one expected file.
/// </summary>
public sealed class GoldenCasesTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(Repository.PathOf("tests/Lateen.Pilot.Tests/cases")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Objects_give_the_expected_resources(string name)
    {
        var folder = $"tests/Lateen.Pilot.Tests/cases/{name}";
        var yaml = File.ReadAllText(Repository.PathOf($"{folder}/in.yaml"));
        using var rig = new PilotRig(yaml);
        using var view = Open(rig, yaml);
        var expected = new List<string> { "in.yaml" };
        foreach (var (file, what, resource) in Shows(yaml))
        {
            Golden.Check($"{folder}/{file}", Show(view, what, resource));
            expected.Add(file);
        }

        var present = Directory.EnumerateFiles(Repository.PathOf(folder)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
        Assert.Equal(expected.Order(StringComparer.Ordinal), present);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resources_keep_the_rules_of_envoys_api(string name)
    {
        var yaml = File.ReadAllText(Repository.PathOf($"tests/Lateen.Pilot.Tests/cases/{name}/in.yaml"));
        using var rig = new PilotRig(yaml);
        using var view = Open(rig, yaml);

        Assert.Empty(UpstreamRules.BrokenIn(view));
    }

    /// <summary>Opens the client of the "client" line: node id, then agent and extensions, if any.</summary>
    static IXdsView Open(PilotRig rig, string yaml)
    {
        var words = Directives(yaml, "client").Single();
        var metadata = words.FirstOrDefault(word => word.StartsWith('{')) ?? "{}";
        string[] rest = [.. words.Skip(1).Where(word => !word.StartsWith('{'))];
        return rig.Open(words[0], metadata, rest.Length > 0 ? rest[0] : "envoy", [.. rest.Skip(1)]);
    }

    static IEnumerable<(string File, string What, string Resource)> Shows(string yaml) =>
        Directives(yaml, "show").Select(words => (words[0], words[1], words.Length > 2 ? words[2] : ""));

    static IEnumerable<string[]> Directives(string yaml, string word) => yaml.Split('\n')
        .Where(line => line.StartsWith($"# {word}: ", StringComparison.Ordinal)).Select(line => line[(word.Length + 4)..].Split(' '));

    static string Show(IXdsView view, string what, string resource)
    {
        switch (what)
        {
            case "listeners":
                view.SubscribeAll(XdsTypes.Listener);
                return string.Join('\n', view.All(XdsTypes.Listener).Select(one => ListenerOutline.Of(one.Any.Unpack<Listener>())));
            case "clusters":
                view.SubscribeAll(XdsTypes.Cluster);
                return string.Join('\n', view.All(XdsTypes.Cluster).Select(one => one.Name));
            case "cluster":
                return CompactText.Of(view.Find(XdsTypes.Cluster, resource)!.Any.Unpack<Cluster>());
            case "listener":
                return CompactText.Of(view.Find(XdsTypes.Listener, resource)!.Any.Unpack<Listener>());
            case "routes":
                return CompactText.Of(view.Find(XdsTypes.RouteConfiguration, resource)!.Any.Unpack<RouteConfiguration>());
            default:
                return CompactText.Of(view.Find(XdsTypes.ClusterLoadAssignment, resource)!.Any.Unpack<ClusterLoadAssignment>());
        }
    }
}
