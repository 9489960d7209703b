using System.Text.RegularExpressions;
using Lateen.Testing;

namespace Lateen.Architecture.Tests;

/// <summary>No cycles between the folders of a project, and namespaces that equal folders.</summary>
public sealed partial class FoldersTests
{
    public static TheoryData<string> Projects => [.. Directory
        .EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .Select(file => Path.GetFileNameWithoutExtension(file)!)
        .Where(name => name != "Lateen.Protos")
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_equal_folders(string project)
    {
        var root = ProjectFolder(project);
        foreach (var file in Sources(root))
        {
            if (NamespaceOf(file) is not { } name || project is "lateen" or "lateen-proxy")
                continue;
            // One folder a kind, and each is named as its kind's message: as a namespace that name would hide the message.
            if (name == "Lateen.Config" && Path.GetRelativePath(root, file).StartsWith("Kinds", StringComparison.Ordinal))
                continue;
            var folder = Path.GetDirectoryName(Path.GetRelativePath(root, file))!.Replace(Path.DirectorySeparatorChar, '.');
            var expected = folder.Length == 0 ? project : $"{project}.{folder}";
            Assert.True(name == expected, $"{Path.GetRelativePath(Repository.Root, file)}: namespace {name}, expected {expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_form_no_cycle(string project)
    {
        var root = ProjectFolder(project);
        var uses = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var file in Sources(root))
        {
            if (NamespaceOf(file) is not { } own)
                continue;
            var used = UsingPattern().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)
                .Where(name => name != own && name.StartsWith(project + ".", StringComparison.Ordinal));
            uses.TryAdd(own, new SortedSet<string>(StringComparer.Ordinal));
            uses[own].UnionWith(used);
        }

        Assert.Null(FindCycle(uses));
    }

    static string? FindCycle(SortedDictionary<string, SortedSet<string>> uses)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        return uses.Keys.Select(Visit).FirstOrDefault(cycle => cycle is not null);

        string? Visit(string folder)
        {
            if (path.Contains(folder, StringComparer.Ordinal))
                return string.Join(" -> ", path.SkipWhile(name => name != folder).Append(folder));
            if (!uses.TryGetValue(folder, out var next) || !done.Add(folder))
                return null;
            path.Add(folder);
            var cycle = next.Select(Visit).FirstOrDefault(found => found is not null);
            path.RemoveAt(path.Count - 1);
            return cycle;
        }
    }

    static string ProjectFolder(string project) => Path.GetDirectoryName(Directory
        .EnumerateFiles(Repository.PathOf("src"), project + ".csproj", SearchOption.AllDirectories).Single())!;

    static IEnumerable<string> Sources(string root) => Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories);

    static string? NamespaceOf(string file) =>
        NamespacePattern().Match(File.ReadAllText(file)) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamespacePattern();

    [GeneratedRegex(@"^using (?:static )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsingPattern();
}
