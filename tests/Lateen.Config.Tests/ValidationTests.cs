using Lateen.Config.Reading;
using Lateen.Core;
using Lateen.Testing;

namespace Lateen.Config.Tests;

/// <summary>
/// Documents and what is to be said of them: a file a kind in validation/, each document with a first line "# valid" or "# invalid". Istio's own program
/// judges the same files in the interop tests.
/// </summary>
public sealed class ValidationTests
{
    const string Folder = "tests/Lateen.Config.Tests/validation";

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathOf(Folder)).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_document_gets_its_verdict(string kind)
    {
        var wrong = new List<string>();
        foreach (var document in File.ReadAllText(Repository.PathOf($"{Folder}/{kind}.yaml")).Split("---\n"))
        {
            var read = ConfigReader.Read($"{kind}.yaml", document);
            var errors = read.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray();
            if (document.StartsWith("# valid", StringComparison.Ordinal) != (errors.Length == 0))
                wrong.Add($"{document}{string.Join('\n', errors.Select(error => error.ToString()))}");
            wrong.AddRange(errors.Where(error => error.Location is not { Line: > 1 } || error.Object?.Kind != kind).Select(error => $"without a place or an object: {error}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
