namespace Lateen.Local.Processes;

/// <summary>Keeps one program of a pod running: starts it, starts it again with back-off when it ends, ends it when asked.</summary>
internal sealed class Supervisor(Func<IRunningProgram> start, TimeProvider time)
{
    /// <summary>How long a program may take to end after SIGTERM.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    readonly Backoff backoff = new();
    volatile ProgramState state = ProgramState.NotStarted;

    /// <summary>How the program is now.</summary>
    public ProgramState State => state;

    /// <summary>Called after each change of <see cref="State"/>.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>Runs until <paramref name="stop"/>; then the program has ended.</summary>
    /// <param name="stop">The program is asked to end.</param>
    /// <param name="hurry">It is asked a second time: what it would still wait for will not come.</param>
    public async Task Run(CancellationToken stop, CancellationToken hurry)
    {
        while (!stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            var why = await RunOnce(stop, hurry);
            if (stop.IsCancellationRequested)
            {
                Become(state with { ProcessId = 0, Trouble = why });
                return;
            }

            var wait = backoff.After(time.GetElapsedTime(started));
            Become(state with { ProcessId = 0, Restarts = state.Restarts + 1, Trouble = $"{why}, starting again in {wait.TotalSeconds:0.#} s" });
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<string> RunOnce(CancellationToken stop, CancellationToken hurry)
    {
        try
        {
            using var program = start();
            Become(state with { ProcessId = program.ProcessId, Trouble = "" });
            await ((Task)program.Ended).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!program.Ended.IsCompleted)
                await End(program, hurry);
            return $"ended with code {await program.Ended}{(program.LastWords.Length > 0 ? $" ({program.LastWords})" : "")}";
        }
        catch (Exception problem) when (problem is LocalMeshException or System.ComponentModel.Win32Exception or IOException)
        {
            return problem.Message;
        }
    }

    async Task End(IRunningProgram program, CancellationToken hurry)
    {
        program.Terminate();
        await ((Task)program.Ended).WaitAsync(Grace, time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!program.Ended.IsCompleted && hurry.IsCancellationRequested)
        {
            program.Terminate();
            await ((Task)program.Ended).WaitAsync(Grace, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!program.Ended.IsCompleted)
            program.Kill();
    }

    void Become(ProgramState now)
    {
        state = now;
        Changed();
    }
}
