using Lateen.Testing;

namespace Lateen.Interop.Tests.Differential;

/// <summary>A file of the corpus: comments with the reason, YAML, "===", and one exchange a line.</summary>
sealed record DifferentialCase(int Number, string Name, string Yaml, IReadOnlyList<Exchange> Exchanges)
{
    const string Folder = "tests/Lateen.Interop.Tests/Differential";

    public static IReadOnlyList<DifferentialCase> All { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf($"{Folder}/cases"), "*.txt").Order(StringComparer.Ordinal).Select(Read)];

    public static string Registry { get; } = LoopbackPlan.Fill(File.ReadAllText(Repository.PathOf($"{Folder}/registry.yaml")));

    /// <summary>Whether it is about what a server's proxy lets in: then it has the inbound chain of web-v1, else the outbound ones of a client.</summary>
    public bool IsInbound => Yaml.Contains("kind: AuthorizationPolicy", StringComparison.Ordinal) || Yaml.Contains("kind: RequestAuthentication", StringComparison.Ordinal);

    /// <summary>Whether its listener takes TLS, because some client has an identity.</summary>
    public bool IsTls => Exchanges.Any(exchange => exchange.Identity is not null);

    static DifferentialCase Read(string file, int number)
    {
        if (File.ReadAllText(file).Split("\n===\n") is not [var yaml, var exchanges])
            throw new FormatException($"{file}: needs one line with ===");
        return new DifferentialCase(
            number, Path.GetFileNameWithoutExtension(file), EndUserTokens.Fill(yaml),
            [.. exchanges.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).Select(Exchange.Parse)]);
    }
}
