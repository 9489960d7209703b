using Lateen.Config.Reading;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Testing;

namespace Lateen.Galley.Tests;

/// <summary>Each folder of cases/ is read and analyzed, and what is found is compared with its expected.txt.</summary>
public sealed class AnalyzerCasesTests
{
    const string Folder = "tests/Lateen.Galley.Tests/cases";

    public static TheoryData<string> Cases => [.. Names];

    static IEnumerable<string> Names =>
        Directory.EnumerateDirectories(Repository.PathOf(Folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Analysis_finds_what_the_case_expects(string name) =>
        Golden.Check($"{Folder}/{name}/expected.txt", string.Join('\n', Analysis.Run(Read(name)).Select(diagnostic => diagnostic.ToString())));

    [Fact]
    public void Every_analyzer_is_listed_once_and_sorted()
    {
        var names = Analyzers.Analyzers.All.Select(analyzer => analyzer.Name).ToArray();
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
        var files = Directory.EnumerateFiles(Repository.PathOf("src/ControlPlane/Lateen.Galley/Analyzers"), "*.cs").Select(Path.GetFileNameWithoutExtension).Where(file => file != "Analyzers");
        Assert.Equal(files.Order(StringComparer.Ordinal), Analyzers.Analyzers.All.Select(analyzer => analyzer.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_analyzer_has_a_case_in_which_it_finds_something()
    {
        var snapshots = Names.Select(Read).ToArray();
        foreach (var analyzer in Analyzers.Analyzers.All)
            Assert.True(snapshots.Any(snapshot => Analysis.Run(snapshot, [analyzer]).Length > snapshot.Diagnostics.Length), $"no case shows what {analyzer.Name} finds");
    }

    [Fact]
    public void An_analyzer_that_reads_what_it_does_not_declare_is_a_defect() =>
        Assert.Throws<InvalidOperationException>(() => Analysis.Run(ConfigSnapshot.Empty, [new Undeclared()]));

    static ConfigSnapshot Read(string name)
    {
        var store = new MemoryConfigStore();
        store.Replace(ConfigReader.Read("in.yaml", File.ReadAllText(Repository.PathOf($"{Folder}/{name}/in.yaml"))));
        return store.Current;
    }

    sealed class Undeclared : IAnalyzer
    {
        public string Name => "test.Undeclared";

        public string Description => "";

        public System.Collections.Immutable.ImmutableArray<Config.ResourceKind> Inputs => [];

        public void Analyze(AnalysisContext context) => context.List(Config.Kinds.Pod);
    }
}
