using System.Text.RegularExpressions;
using Lateen.Testing;

namespace Lateen.Architecture.Tests;

/// <summary>Prose that names code goes stale silently, so its links are held against the tree.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void Links_lead_somewhere()
    {
        var broken = from file in Pages()
                     from Match link in LinkPattern().Matches(File.ReadAllText(file))
                     let target = link.Groups["target"].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                     let path = Path.Combine(Path.GetDirectoryName(file)!, target)
                     where !File.Exists(path) && !Directory.Exists(path)
                     select $"{Path.GetRelativePath(Repository.Root, file)}: {target}";
        Assert.Empty(broken);
    }

    static IEnumerable<string> Pages() => Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(new[] { "docs", "src", "tests", "samples", "bench" }.Select(Repository.PathOf).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinkPattern();
}
