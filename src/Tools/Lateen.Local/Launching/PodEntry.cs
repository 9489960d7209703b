using System.Diagnostics;
using System.Globalization;
using Lateen.Local.Processes;
using Lateen.Local.State;

namespace Lateen.Local.Launching;

/// <summary>Runs a program where a container's program runs: same namespaces, same user, same environment, same lack of privileges.</summary>
public static class PodEntry
{
    /// <param name="processId">The container's process, as this machine sees it.</param>
    /// <param name="mesh">Its mesh.</param>
    /// <returns>The program's exit code.</returns>
    /// <exception cref="LocalMeshException">The container has ended.</exception>
    public static async Task<int> Run(int processId, MeshStatus mesh, IReadOnlyList<string> command, bool isRoot, CancellationToken cancel)
    {
        var start = Meshes.HasProcessNamespace(mesh.Isolation) ? Entering(processId, command, isRoot) : new ProcessStartInfo(Tool.Find("setpriv"), ["--no-new-privs", "--", .. command]);
        Environment(start, processId);
        using var process = Process.Start(start) ?? throw new LocalMeshException($"{start.FileName} could not be started.");
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }

    static ProcessStartInfo Entering(int processId, IReadOnlyList<string> command, bool isRoot)
    {
        var user = isRoot ? UserOf(processId) : null;
        string[] enter = [$"--target={processId}", .. isRoot ? [] : (string[])["--user", "--preserve-credentials"], "--net", "--mount", "--uts", "--pid"];
        string[] become = [.. user is null ? [] : (string[])["--reuid", user, "--regid", user, "--clear-groups"], "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"];
        return new ProcessStartInfo(Tool.Find("nsenter"), [.. enter, "setpriv", .. become, "--", .. command]);
    }

    static void Environment(ProcessStartInfo start, int processId)
    {
        start.Environment.Clear();
        foreach (var entry in Read(processId, "environ").Split('\0', StringSplitOptions.RemoveEmptyEntries))
            if (entry.IndexOf('=') is > 0 and var at)
                start.Environment[entry[..at]] = entry[(at + 1)..];
        start.Environment.TryAdd("TERM", "xterm");
    }

    static string UserOf(int processId) => Read(processId, "status").Split('\n').First(line => line.StartsWith("Uid:", StringComparison.Ordinal))
        .Split('\t')[1].ToString(CultureInfo.InvariantCulture);

    static string Read(int processId, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/{file}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LocalMeshException($"the container's process {processId} can't be entered: {problem.Message}", problem);
        }
    }
}
