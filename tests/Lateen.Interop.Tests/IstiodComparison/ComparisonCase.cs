using Lateen.Testing;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>
/// A manifest in <c>cases/</c> over <c>base.yaml</c>. Its first lines are comments: what it shows, then <c># clients:</c> and their names, those of
/// <see cref="Clients.All"/>. Settings of the mesh are in a file <c>NAME.mesh</c> beside it.
/// </summary>
sealed record ComparisonCase(string Name)
{
    const string Folder = "tests/Lateen.Interop.Tests/IstiodComparison";
    const string ClientsLine = "# clients: ";

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Repository.PathOf($"{Folder}/cases"), "*.yaml")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>What every case stands on.</summary>
    public static string BaseManifest => Repository.PathOf($"{Folder}/base.yaml");

    public string Manifest => Repository.PathOf($"{Folder}/cases/{Name}.yaml");

    /// <summary>Whether it has objects of its own.</summary>
    public bool HasObjects => Text.Split('\n').Any(line => line.Length > 0 && line[0] != '#');

    public string Text => File.ReadAllText(Manifest);

    /// <summary>MeshConfig over the defaults; empty for none.</summary>
    public string Mesh => File.Exists(MeshFile) ? File.ReadAllText(MeshFile) : "";

    public IReadOnlyList<Clients> Clients => [.. Text.Split('\n').Single(line => line.StartsWith(ClientsLine, StringComparison.Ordinal))[ClientsLine.Length..]
        .Split(' ').Select(name => IstiodComparison.Clients.All.Single(client => client.Name == name))];

    string MeshFile => Path.ChangeExtension(Manifest, ".mesh");

    /// <summary>The ConfigMap that tells our control plane what istiod is told by file.</summary>
    public static string MeshConfigMap(string settings) => $"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {"{name: istio, namespace: istio-system}"}
        data:
          mesh: |
        {string.Join('\n', (RealIstio.MeshDefaults + settings).Split('\n').Select(line => "    " + line))}
        """;
}
