using System.Diagnostics;
using Lateen.Testing;

namespace Lateen.Interop.Tests.IstioctlValidation;

/// <summary>Real istioctl gives the verdicts that our own rules are tested with.</summary>
public sealed class IstioctlValidationTests
{
    const string Folder = "tests/Lateen.Config.Tests/validation";

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Repository.PathOf(Folder)).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Istio_gives_every_document_the_same_verdict(string kind)
    {
        var istio = Environment.GetEnvironmentVariable("ISTIO_PEERS");
        Assert.SkipWhen(string.IsNullOrEmpty(istio), "ISTIO_PEERS is not set: no real istioctl to judge");
        var wrong = File.ReadAllText(Repository.PathOf($"{Folder}/{kind}.yaml")).Split("---\n")
            .Where(document => IsValidToIstio(document) != Validate(Path.Combine(istio!, "istioctl"), document));
        Assert.Empty(wrong);
    }

    static bool IsValidToIstio(string document) => !document.StartsWith("# invalid\n", StringComparison.Ordinal);

    static bool Validate(string istioctl, string document)
    {
        var file = Path.GetTempFileName() + ".yaml";
        File.WriteAllText(file, document);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(istioctl, ["validate", "-f", file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
