using System.Diagnostics;

namespace Lateen.Local.Processes;

/// <summary>Runs system tools (ip, iptables-restore, mount) that do their work and end.</summary>
internal static class Tool
{
    // Where administration tools are, which an ordinary user's PATH often lacks.
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Runs one tool and says how it ended.</summary>
    public static async Task<ToolResult> TryRun(string file, IEnumerable<string> arguments, string input = "", CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(Find(file), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PATH"] = Path;
        start.Environment["LC_ALL"] = "C";
        // The default lock file of iptables-legacy can't be made by an ordinary user; the network namespace is ours alone, so none is needed.
        start.Environment["XTABLES_LOCKFILE"] = "/dev/null";
        using var process = Process.Start(start) ?? throw new LocalMeshException($"{file} could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        return new ToolResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a shell script that stops at its first failure.</summary>
    /// <exception cref="LocalMeshException">It failed; the message has what it said.</exception>
    public static async Task Script(string purpose, string script, CancellationToken cancel = default)
    {
        var result = await TryRun("sh", ["-e"], script, cancel);
        if (!result.Succeeded)
            throw new LocalMeshException($"{purpose} failed: {result.Error.Trim()}");
    }

    /// <summary>The path of a tool; its bare name when it is nowhere, so that starting it says so.</summary>
    public static string Find(string name) =>
        Path.Split(':').Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? name;

    public static bool Exists(string name) => File.Exists(Find(name));
}
