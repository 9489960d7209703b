using System.Text;
using Lateen.Config.Reading;
using Lateen.Testing;

namespace Lateen.Config.Tests;

/// <summary>Each file in cases/ is read, and what it holds and what is wrong with it is compared with the .txt beside it.</summary>
public sealed class ReaderCasesTests
{
    const string Folder = "tests/Lateen.Config.Tests/cases";

    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateFiles(Repository.PathOf(Folder), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reading_gives_the_objects_and_diagnostics_of_the_case(string name)
    {
        var result = ConfigReader.Read($"{name}.yaml", File.ReadAllText(Repository.PathOf($"{Folder}/{name}.yaml")));
        var text = new StringBuilder();
        foreach (var item in result.Objects)
            text.Append("object   ").Append(item.Ref).Append(" at line ").Append(result.Sources.Locate(item.Ref, "metadata.name")!.Value.Line).Append('\n');
        foreach (var item in result.Refused)
            text.Append("refused  ").Append(item).Append('\n');
        foreach (var diagnostic in result.Diagnostics)
            text.Append(diagnostic).Append('\n');
        Golden.Check($"{Folder}/{name}.txt", text.ToString());
    }

    [Fact]
    public void Every_expectation_has_its_case() => Assert.Equal(
        Directory.EnumerateFiles(Repository.PathOf(Folder), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Repository.PathOf(Folder), "*.txt").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
}
