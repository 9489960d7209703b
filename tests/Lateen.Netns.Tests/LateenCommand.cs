using System.Diagnostics;
using System.Text.Json;
using Lateen.Local.Sandbox;
using Lateen.Testing;

namespace Lateen.Netns.Tests;

/// <summary>Runs the lateen executable as root or as an ordinary user, and never leaves a mesh behind.</summary>
internal sealed class LateenCommand(string mesh, bool asOrdinaryUser) : IAsyncDisposable
{
    const int NobodyId = 65534;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    readonly List<Process> started = [];

    public string Mesh => mesh;

    /// <summary>Skips the test, with the reason, where there can be no mesh.</summary>
    public static async Task<LateenCommand> OrSkip(string mesh, bool asOrdinaryUser)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        Assert.SkipUnless(Environment.IsPrivilegedProcess || asOrdinaryUser, "needs root");
        var (isolation, reason) = await IsolationProbe.Choose(Environment.IsPrivilegedProcess && !asOrdinaryUser, TestContext.Current.CancellationToken);
        Assert.SkipWhen(isolation == Isolation.Loopback, $"needs network namespaces: {reason}");
        return new LateenCommand(mesh, asOrdinaryUser);
    }

    /// <summary>For meshes that need no namespaces: skipped only where the loopback device has not all of 127.0.0.0/8.</summary>
    public static LateenCommand OnLoopback(string mesh, bool asOrdinaryUser)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        return new LateenCommand(mesh, asOrdinaryUser);
    }

    /// <summary>Starts a command and leaves it running.</summary>
    public Process Start(params IEnumerable<string> arguments)
    {
        string[] command = [Program, .. arguments];
        if (asOrdinaryUser && Environment.IsPrivilegedProcess)
            command = ["setpriv", "--reuid", $"{NobodyId}", "--regid", $"{NobodyId}", "--clear-groups", .. command];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (asOrdinaryUser)
        {
            start.Environment["HOME"] = "/tmp";
            start.Environment.Remove("XDG_RUNTIME_DIR");
        }

        var process = Process.Start(start)!;
        started.Add(process);
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<Outcome> Run(params IEnumerable<string> arguments) => await EndOf(Start(arguments));

    /// <summary>Starts a mesh that runs until <see cref="End"/>.</summary>
    public RunningMesh StartUp(string manifests, params IEnumerable<string> more)
    {
        var counting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new RunningMesh(counting.Task, Follow(Start(["up", manifests, "--mesh", mesh, "--port", "0", "--output", "json", .. more]), counting));
    }

    /// <summary>Makes requests of a visitor's until enough of them went through the sample to see how they are split.</summary>
    public async Task Visit(RunningMesh running)
    {
        const int visits = 60;
        await running.Counting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var gateway = (await Eventually("all pods ready", status => status.GetProperty("ready").GetBoolean())).GetProperty("gateway").GetString();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var visit = 0; visit < visits; visit++)
        {
            using var answer = await http.GetAsync(new Uri($"{gateway}/productpage"), TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        }
    }

    /// <summary>Ends a mesh and gives what it said.</summary>
    public async Task<Outcome> End(RunningMesh running)
    {
        Assert.Equal(0, (await Run("down", "--mesh", mesh)).Code);
        return await running.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    static async Task<Outcome> Follow(Process process, TaskCompletionSource counting)
    {
        var cancel = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = new System.Text.StringBuilder();
        while (await process.StandardError.ReadLineAsync(cancel) is { } line)
        {
            error.Append(line).Append('\n');
            if (line.StartsWith("ready: ", StringComparison.Ordinal))
                counting.TrySetResult();
        }

        await process.WaitForExitAsync(cancel);
        counting.TrySetException(new InvalidOperationException($"the mesh ended before it was ready: {error}"));
        return new Outcome(process.ExitCode, await output, error.ToString());
    }

    /// <summary>Waits for a command to end by itself.</summary>
    public static async Task<Outcome> EndOf(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>Waits until the mesh is as wanted.</summary>
    public async Task<JsonElement> Eventually(string what, Func<JsonElement, bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var last = ""; ;)
        {
            var seen = await Run("ps", "--mesh", mesh, "-o", "json");
            if (seen.Code == 0 && JsonDocument.Parse(seen.Output).RootElement is var status && isSo(status))
                return status;
            last = seen.Output + seen.Error;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"{what}: not so after {Patience.TotalSeconds} s; last seen: {last}");
            await Task.Delay(BetweenLooks, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Kills a program of a pod until the pod is seen not to be ready: the first times it may be back before anybody has looked, but the pauses grow.</summary>
    /// <returns>The mesh then, and the processes that were killed: as many as it will be started again.</returns>
    public async Task<(JsonElement Mesh, HashSet<int> Killed)> KillUntilNotReady(string pod, string container)
    {
        var killed = new HashSet<int>();
        var down = await Eventually($"{pod} is not ready", status =>
        {
            var present = status.GetProperty("pods").EnumerateArray().Single(one => one.GetProperty("name").GetString() == pod);
            if (!present.GetProperty("ready").GetBoolean())
                return true;
            var id = present.GetProperty("containers").EnumerateArray().Single(one => one.GetProperty("name").GetString() == container).GetProperty("processId").GetInt32();
            if (killed.Add(id))
                Kill(id);
            return false;
        });
        return (down, killed);
    }

    /// <summary>Waits until a question is answered with yes.</summary>
    public static async Task Until(string what, Func<Task<bool>> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"{what}: not so after {Patience.TotalSeconds} s");
            await Task.Delay(BetweenLooks, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a command prints what is wanted.</summary>
    public async Task<string> EventuallyRun(string what, IReadOnlyList<string> command, Func<string, bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await Run(command);
            if (seen.Code == 0 && isSo(seen.Output))
                return seen.Output;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"{what}: not so after {Patience.TotalSeconds} s; last seen: {seen.Output}{seen.Error}");
            await Task.Delay(BetweenLooks, TestContext.Current.CancellationToken);
        }
    }

    static void Kill(int id)
    {
        using var program = Process.GetProcessById(id);
        program.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await Run("down", "--mesh", mesh);
        foreach (var process in started)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }
    }

    /// <summary>LATEEN, as users have it with native proxies (./test sets it), or the one built with the tests.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("LATEEN") is { Length: > 0 } chosen ? chosen : Repository.Built("lateen");
}
