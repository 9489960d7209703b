using Lateen.Testing;

namespace Lateen.Interop.Tests.Differential;

/// <summary>A file of the corpus: comments with the reason, YAML, "===", and one exchange a line.</summary>
sealed record DifferentialCase(int Number, string Name, string Yaml, IReadOnlyList<Exchange> Exchanges)
{
    const string Folder = "tests/Lateen.Interop.Tests/Differential";

    public static IReadOnlyList<DifferentialCase> All { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf($"{Folder}/cases"), "*.txt").Order(StringComparer.Ordinal).Select(Read)];

    public static string Registry { get; } = LoopbackPlan.Fill(File.ReadAllText(Repository.PathOf($"{Folder}/registry.yaml")));

    static DifferentialCase Read(string file, int number)
    {
        if (File.ReadAllText(file).Split("\n===\n") is not [var yaml, var exchanges])
            throw new FormatException($"{file}: needs one line with ===");
        return new DifferentialCase(
            number, Path.GetFileNameWithoutExtension(file), yaml,
            [.. exchanges.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Select(Exchange.Parse)]);
    }
}
