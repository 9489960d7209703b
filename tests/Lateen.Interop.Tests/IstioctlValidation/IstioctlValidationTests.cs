using System.Diagnostics;
using System.Text.RegularExpressions;
using Lateen.Testing;

namespace Lateen.Interop.Tests.IstioctlValidation;

/// <summary>Real istioctl gives the verdicts that our own rules are tested with.</summary>
public sealed partial class IstioctlValidationTests
{
    const string Folder = "tests/Lateen.Config.Tests/validation";

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathOf(Folder)).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Istio_gives_every_document_the_same_verdict(string kind)
    {
        var istio = Environment.GetEnvironmentVariable("ISTIO_PEERS");
        Assert.SkipWhen(string.IsNullOrEmpty(istio), "ISTIO_PEERS is not set: no real istioctl to judge");
        var file = Repository.PathOf($"{Folder}/{kind}.yaml");
        var documents = File.ReadAllText(file).Split("---\n");

        // Each object has a name of its own in its file, by which istioctl tells what is wrong with it.
        Assert.Distinct(documents.Select(NameOf));
        var refused = Refused(Path.Combine(istio!, "istioctl"), file);

        Assert.Equal(documents.Where(IsInvalidToIstio).Select(NameOf).Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
    }

    static bool IsInvalidToIstio(string document) => document.StartsWith("# invalid\n", StringComparison.Ordinal);

    static string NameOf(string document) => Name().Match(document).Groups["name"].Value;

    static IEnumerable<string> Refused(string istioctl, string file)
    {
        using var process = Process.Start(new ProcessStartInfo(istioctl, ["validate", "-f", file]) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        var errors = said.IndexOf("Error:", StringComparison.Ordinal);
        Assert.Equal(errors < 0, process.ExitCode == 0);
        return errors < 0 ? [] : Refusal().Matches(said[errors..]).Select(match => match.Groups["name"].Value).Distinct();
    }

    [GeneratedRegex(@"metadata: \{name: (?<name>[\w-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\t\* \w+/[\w-]*/(?<name>[\w-]+): ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Refusal();
}
