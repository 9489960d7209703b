using System.Diagnostics;

namespace Lateen.Interop.Tests.Http2;

/// <summary>A program of somebody else's that is run to its end.</summary>
static class PeerProgram
{
    /// <summary>Where the program is, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Where the program is among the peers, or null without them.</summary>
    public static string? FindPeer(string name) =>
        Environment.GetEnvironmentVariable("PEER_BIN") is { Length: > 0 } folder && Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;

    /// <summary>Runs it; returns its exit code and all that it printed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await errors + output);
    }

    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
}
