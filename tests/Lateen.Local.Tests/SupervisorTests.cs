using System.Threading.Channels;
using Lateen.Local.Processes;

namespace Lateen.Local.Tests;

/// <summary>Programs that end are started again, later each time; all in the test's own time.</summary>
public sealed class SupervisorTests
{
    readonly ManualTime time = new();
    readonly Channel<FakeProgram> started = Channel.CreateUnbounded<FakeProgram>();

    [Fact]
    public async Task A_program_that_ends_is_started_again_later_each_time()
    {
        using var stop = new CancellationTokenSource();
        var supervisor = new Supervisor(Start, time);
        var running = supervisor.Run(stop.Token, CancellationToken.None);
        foreach (var expected in new[] { 0.5, 1, 2, 4 })
        {
            (await started.Reader.ReadAsync(TestContext.Current.CancellationToken)).End(3);
            Assert.Equal(expected, (await time.NextWait()).TotalSeconds);
            Assert.False(supervisor.State.IsRunning);
            Assert.Contains("code 3 (out of ideas)", supervisor.State.Trouble);
            time.Advance(TimeSpan.FromSeconds(expected));
        }

        Assert.Equal(4, supervisor.State.Restarts);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void A_program_that_ran_well_is_forgiven()
    {
        var backoff = new Backoff();
        for (var i = 0; i < 20; i++)
            backoff.After(TimeSpan.Zero);
        Assert.Equal(Backoff.Longest, backoff.After(TimeSpan.Zero));
        Assert.Equal(Backoff.First, backoff.After(Backoff.RanWell));
    }

    [Fact]
    public async Task A_program_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        using var stop = new CancellationTokenSource();
        var running = new Supervisor(Start, time).Run(stop.Token, CancellationToken.None);
        var program = (await started.Reader.ReadAsync(TestContext.Current.CancellationToken));
        program.IsStubborn = true;
        await stop.CancelAsync();
        Assert.Equal(Supervisor.Grace, await time.NextWait());
        Assert.True(program.Terminated);
        time.Advance(Supervisor.Grace);
        await running;
        Assert.True(program.Killed);
    }

    [Fact]
    public async Task A_program_that_takes_its_time_is_asked_again_when_there_is_nothing_to_wait_for()
    {
        using var stop = new CancellationTokenSource();
        using var hurry = new CancellationTokenSource();
        var running = new Supervisor(Start, time).Run(stop.Token, hurry.Token);
        var program = await started.Reader.ReadAsync(TestContext.Current.CancellationToken);
        program.IsStubborn = true;
        await stop.CancelAsync();
        await time.NextWait();
        program.Terminated = program.IsStubborn = false;
        await hurry.CancelAsync();
        await running;
        Assert.True(program.Terminated);
        Assert.False(program.Killed);
    }

    [Fact]
    public async Task A_program_that_can_not_be_started_says_why()
    {
        using var stop = new CancellationTokenSource();
        var supervisor = new Supervisor(() => throw new LocalMeshException("no such file"), time);
        var running = supervisor.Run(stop.Token, CancellationToken.None);
        await time.NextWait();
        Assert.Contains("no such file", supervisor.State.Trouble);
        await stop.CancelAsync();
        await running;
    }

    FakeProgram Start()
    {
        var program = new FakeProgram();
        started.Writer.TryWrite(program);
        return program;
    }

    sealed class FakeProgram : IRunningProgram
    {
        // Continuations run at once, so that the test sees their effects when End returns.
        readonly TaskCompletionSource<int> ended = new();

        public int ProcessId => 42;

        public Task<int> Ended => ended.Task;

        public string LastWords => "out of ideas";

        public bool Terminated { get; set; }

        public bool Killed { get; private set; }

        public void End(int code) => ended.SetResult(code);

        /// <summary>Whether it does not end when asked to.</summary>
        public bool IsStubborn { get; set; }

        public void Terminate()
        {
            Terminated = true;
            if (!IsStubborn)
                End(143);
        }

        public void Kill()
        {
            Killed = true;
            End(137);
        }

        public void Dispose()
        {
        }
    }
}
