using System.Text.RegularExpressions;
using Lateen.Testing;

namespace Lateen.Architecture.Tests;

/// <summary>The names of all test methods of the repository, for documents that name them.</summary>
internal static partial class TestMethods
{
    public static IReadOnlySet<string> Names { get; } = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => Declaration().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)).ToHashSet();

    [GeneratedRegex(@"public (?:async Task|void) (?<name>[A-Za-z0-9_]+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();
}
