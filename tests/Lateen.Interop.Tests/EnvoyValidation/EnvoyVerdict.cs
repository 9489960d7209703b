using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Lateen.Interop.Tests.EnvoyValidation;

/// <summary>What <c>envoy --mode validate</c> says of a bootstrap.</summary>
static class EnvoyVerdict
{
    public static async Task<(int Exit, string Output)> OfAsync(string envoy, JsonObject bootstrap)
    {
        var file = Path.GetTempFileName() + ".json";
        await File.WriteAllTextAsync(file, bootstrap.ToJsonString(), TestContext.Current.CancellationToken);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(envoy, ["--mode", "validate", "-l", "warning", "-c", file])
            {
                RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false,
            })!;
            var stop = TestContext.Current.CancellationToken;
            var error = process.StandardError.ReadToEndAsync(stop);
            var output = await process.StandardOutput.ReadToEndAsync(stop) + await error;
            await process.WaitForExitAsync(stop);
            return (process.ExitCode, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
