namespace Lateen.Net.Simulation;

/// <summary>
/// Any number of event loops and the network between them, in virtual time on one thread. The same seed gives the same run: latencies, split reads and writes,
/// and which loop comes first are drawn from it. Time passes only when nobody has anything to do.
/// </summary>
public sealed class Simulation : IDisposable
{
    const int MaxSteps = 10_000_000;

    readonly List<SimulatedEventLoop> loops = [];
    readonly PriorityQueue<SimulatedEvent, (long Time, long Order)> events = new();
    readonly Random random;
    long order;

    public Simulation(int seed, SimulationOptions? options = null)
    {
        Seed = seed;
        Options = options ?? new SimulationOptions();
        random = new Random(seed);
        Network = new SimulatedNetwork(this);
    }

    /// <summary>Print it when a test fails.</summary>
    public int Seed { get; }

    public SimulationOptions Options { get; }

    /// <summary>Nanoseconds since the start.</summary>
    public long Now { get; private set; }

    /// <summary>Where faults are switched on.</summary>
    public SimulatedNetwork Network { get; }

    internal SimulatedEventLoop? Current { get; private set; }

    public SimulatedEventLoop CreateLoop(string name, NetAddress ip = default)
    {
        var loop = new SimulatedEventLoop(this, name, ip.IsIp ? ip : NetAddress.Loopback(0));
        loops.Add(loop);
        return loop;
    }

    /// <summary>One batch of one loop, or, when none has work, the passing of time up to the next event. False when nothing will ever happen.</summary>
    public bool Step()
    {
        RunDueEvents();
        if (PickRunnable() is { } loop)
        {
            Current = loop;
            loop.RunBatch();
            Current = null;
            return true;
        }

        var next = NextTime();
        if (next == long.MaxValue)
            return false;
        Now = Math.Max(Now, next);
        return true;
    }

    /// <summary>Until <paramref name="done"/>, which is asked after every step. Throws, with the seed, when nothing will ever happen or it goes on for ever.</summary>
    public void RunUntil(Func<bool> done)
    {
        ArgumentNullException.ThrowIfNull(done);
        for (var steps = 0; !done(); steps++)
        {
            if (!Step())
                throw new InvalidOperationException($"The simulation has come to rest before the condition was met (seed {Seed}, {Now} ns).");
            if (steps == MaxSteps)
                throw new InvalidOperationException($"The condition was not met in {MaxSteps} steps (seed {Seed}, {Now} ns).");
        }
    }

    /// <summary>Until nothing will ever happen; armed timers count as something.</summary>
    public void RunUntilIdle()
    {
        for (var steps = 0; Step(); steps++)
        {
            if (steps == MaxSteps)
                throw new InvalidOperationException($"Still busy after {MaxSteps} steps (seed {Seed}, {Now} ns).");
        }
    }

    /// <summary>Lets so much time pass.</summary>
    public void RunFor(TimeSpan time)
    {
        var end = Now + (time.Ticks * 100);
        At(end, static () => { });
        RunUntil(() => Now >= end && !AnyRunnable);
    }

    public void Dispose()
    {
        foreach (var loop in loops)
            loop.Dispose();
    }

    /// <summary>Runs something at a time of the simulation, outside all loops; for faults.</summary>
    public void At(long time, Action action) => events.Enqueue(new SimulatedEvent(null, action), (Math.Max(time, Now), order++));

    internal void After(long delay, SimulatedEventLoop loop, Action action)
        => events.Enqueue(new SimulatedEvent(loop, action), (Now + delay, order++));

    internal long DrawLatency() => random.NextInt64(Options.MinLatencyNanoseconds, Options.MaxLatencyNanoseconds + 1);

    /// <summary>How many of <paramref name="whole"/> bytes go through at once: 1 to all.</summary>
    internal int DrawPart(int whole, double splitProbability)
        => whole > 1 && random.NextDouble() < splitProbability ? random.Next(1, whole + 1) : whole;

    internal int DrawIndex(int count) => random.Next(count);

    bool AnyRunnable => loops.Exists(static l => l.IsRunnable);

    void RunDueEvents()
    {
        while (events.TryPeek(out _, out var key) && key.Time <= Now)
        {
            var due = events.Dequeue();
            if (due.Loop is null)
                due.Action();
            else
                due.Loop.Receive(due.Action);
        }
    }

    SimulatedEventLoop? PickRunnable()
    {
        var runnable = loops.FindAll(static l => l.IsRunnable);
        return runnable.Count == 0 ? null : runnable[random.Next(runnable.Count)];
    }

    long NextTime()
    {
        var next = events.TryPeek(out _, out var key) ? key.Time : long.MaxValue;
        foreach (var loop in loops)
            next = Math.Min(next, loop.NextTimer);
        return next;
    }

    sealed record SimulatedEvent(SimulatedEventLoop? Loop, Action Action);
}
