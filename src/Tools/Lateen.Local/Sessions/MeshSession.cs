using Lateen.Local.Node;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lateen.Local.Sessions;

/// <summary>Runs a node from its start to its end and shows it: live on a terminal, as sentences and a summary elsewhere.</summary>
public sealed class MeshSession(LocalNode node, RunOptions options, IAnsiConsole console, TextWriter output, TimeProvider time)
{
    static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(1);
    static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(250);

    /// <summary>From the last pod's readiness until every proxy has heard of it and traffic is counted.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    readonly RecentSentences sentences = new(time);
    bool isLive;
    long? allReadySince;
    long? readySince;

    /// <summary>Runs until <paramref name="stop"/> or until the time is over.</summary>
    /// <returns>Whether all pods were ready and no request failed.</returns>
    public async Task<bool> Run(CancellationToken stop)
    {
        try
        {
            await node.Start(Say, stop);
            await Show(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Interrupted while starting: the summary says how far it came.
        }

        await node.ReadMetrics(CancellationToken.None);
        var summary = MeshSummary.Of(node.Status, node.Edges);
        console.Write(new MeshView(console.Profile.Width, int.MaxValue).Of(node.Status, node.Edges, []));
        if (options.Json)
            await output.WriteLineAsync(summary.ToJson());
        return summary.IsGood;
    }

    // What would be written into a live table becomes a part of it.
    void Say(string sentence)
    {
        if (Volatile.Read(ref isLive))
            sentences.Add(sentence);
        else
            console.MarkupLineInterpolated($"[dim]{sentence}[/]");
    }

    async Task Show(CancellationToken stop)
    {
        if (!console.Profile.Capabilities.Interactive || options.Json)
        {
            await Watch(static () => { }, stop);
            return;
        }

        Volatile.Write(ref isLive, true);
        await console.Live(Frame()).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(live => Watch(() => live.UpdateTarget(Frame()), stop));
        Volatile.Write(ref isLive, false);
    }

    IRenderable Frame() => new MeshView(console.Profile.Width, console.Profile.Height).Of(node.Status, node.Edges, sentences.Current);

    async Task Watch(Action draw, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var read = started;
        while (!stop.IsCancellationRequested && !IsOver(started))
        {
            await NoteReadiness(stop);
            if (time.GetElapsedTime(read) >= BetweenReadings)
            {
                read = time.GetTimestamp();
                await node.ReadMetrics(stop);
            }

            draw();
            await Task.Delay(BetweenFrames, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task NoteReadiness(CancellationToken stop)
    {
        if (readySince is not null)
            return;
        allReadySince = node.Status.Ready ? allReadySince ?? time.GetTimestamp() : null;
        if (allReadySince is not { } since || time.GetElapsedTime(since) < Settling)
            return;
        // Requests that came before somebody could answer them say nothing about the mesh; what every proxy counted until now is known first.
        if (!await node.ReadMetrics(stop))
            return;
        node.CountFromNow();
        readySince = time.GetTimestamp();
        Say($"ready: {node.Status.Gateway}");
    }

    bool IsOver(long started) => options.For is { } wanted
        && (readySince is { } since ? time.GetElapsedTime(since) >= wanted : time.GetElapsedTime(started) >= RunOptions.ReadyWithin);
}
