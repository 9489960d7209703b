using System.Diagnostics;
using System.Globalization;

namespace Lateen.Interop.Tests.Namespaces;

/// <summary>
/// A network and a view of the file system of their own, kept by a shell, so that programs with fixed ports and file names meet nobody else's. Everything
/// ends with the shell, which ends when its input does: also when the tests are killed.
/// </summary>
sealed class PrivateNetwork : IDisposable
{
    const string Up = "the network is up";
    const string Prepare =
        "mount --make-rprivate / && ip link set lo up && mkdir -p /run/netns /etc/netns && mount -t tmpfs t /run/netns && mount -t tmpfs t /etc/netns";

    // Children of children too, which nobody waits for: an agent that is killed leaves its proxy running.
    const string EndAll =
        "own=$(readlink /proc/self/ns/net); for p in /proc/[0-9]*; do [ \"$(readlink \"$p/ns/net\")\" != \"$own\" ] || [ \"${p#/proc/}\" = $$ ] || kill -9 \"${p#/proc/}\"; done 2>/dev/null";

    static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(150);
    static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(30);

    readonly Process shell;

    PrivateNetwork(Process shell, string started) => (this.shell, Started) = (shell, started);

    /// <summary>What the start wrote.</summary>
    public string Started { get; }

    /// <summary>Null when this machine lets the tests make one, otherwise why not.</summary>
    public static string? WhyNot => !OperatingSystem.IsLinux() ? "needs Linux"
        : !Environment.IsPrivilegedProcess ? "needs the right to make network namespaces (root)" : null;

    /// <summary>Makes the network and runs commands in it.</summary>
    /// <param name="start">Shell commands; the network is up when they have ended.</param>
    /// <param name="end">Shell commands for the end.</param>
    /// <param name="environment">Variables of both.</param>
    /// <param name="answer">What the start is to read after it has written a line; null for nothing.</param>
    public static PrivateNetwork Open(string start, string end, IReadOnlyDictionary<string, string> environment, Func<string, string?>? answer = null)
    {
        var script = $"{Prepare} || exit 1\n{start}\necho '{Up}'\nread -r _\n{end}\nip netns list | cut -d' ' -f1 | xargs -r -n1 ip netns del\n{EndAll}\n";
        var info = new ProcessStartInfo("unshare", ["-nm", "bash", "-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        var shell = Process.Start(info)!;
        return new PrivateNetwork(shell, ReadStart(shell, answer ?? (_ => null)));
    }

    /// <summary>Runs a command inside to its end; returns what it wrote, and how it ended when not well.</summary>
    public string Run(params IEnumerable<string> command)
    {
        using var process = Process.Start(new ProcessStartInfo("nsenter", [.. Enter, "bash", "-c", "exec \"$@\" 2>&1", "-", .. command]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : $"{output}(ended with {process.ExitCode})";
    }

    public void Dispose()
    {
        shell.StandardInput.Close();
        if (!shell.WaitForExit(EndDeadline))
            shell.Kill(entireProcessTree: true);
        shell.Dispose();
    }

    string[] Enter => ["-t", shell.Id.ToString(CultureInfo.InvariantCulture), "-n", "-m", "--"];

    static string ReadStart(Process shell, Func<string, string?> answer)
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        using var late = deadline.Token.Register(() => shell.Kill(entireProcessTree: true));
        var output = "";
        while (shell.StandardOutput.ReadLine() is { } line)
        {
            if (line == Up)
                return output;
            output += line + "\n";
            if (answer(line) is { } reply)
                shell.StandardInput.WriteLine(reply);
        }

        throw new InvalidOperationException($"the network did not come up:\n{output}");
    }
}
