using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lateen.Local.Processes;

/// <summary>A process whose output goes to a log file.</summary>
internal sealed partial class LoggedProcess : IRunningProgram
{
    /// <summary>How long to read on after a program has ended.</summary>
    static readonly TimeSpan AfterEnd = TimeSpan.FromMilliseconds(200);

    const int SigTerm = 15;
    const int SigKill = 9;

    /// <summary>Longer last words are cut: they go into one line of a table.</summary>
    const int LongestWords = 200;

    readonly Process process;
    readonly LogFile log;

    LoggedProcess(Process process, LogFile log)
    {
        (this.process, this.log) = (process, log);
        ProcessId = process.Id;
        Ended = WaitForEnd();
    }

    public int ProcessId { get; }

    public Task<int> Ended { get; }

    public string LastWords => log.LastLine is { Length: > LongestWords } line ? line[..LongestWords] : log.LastLine;

    /// <summary>Starts a command. Its environment is exactly the one given.</summary>
    public static LoggedProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, LogFile log)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new LocalMeshException($"{command[0]} could not be started.");
        process.StandardInput.Close();
        return new LoggedProcess(process, log);
    }

    public void Terminate() => Signal(SigTerm);

    public void Kill() => Signal(SigKill);

    public void Dispose() => process.Dispose();

    async Task<int> WaitForEnd()
    {
        var output = Task.WhenAll(log.Copy(process.StandardOutput), log.Copy(process.StandardError));
        await process.WaitForExitAsync();
        // A child of it may hold the pipe open for ever; what it printed itself is read by then.
        await output.WaitAsync(AfterEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.ExitCode;
    }

    void Signal(int signal)
    {
        if (!Ended.IsCompleted)
            _ = Kill(ProcessId, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
