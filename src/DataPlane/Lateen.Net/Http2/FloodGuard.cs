namespace Lateen.Net.Http2;

/// <summary>Counts what a peer can send cheaply and would cost us (CVE-2019-9511 to 9518, CVE-2023-44487). Each method says whether it is too much.</summary>
sealed class FloodGuard(Http2Options options)
{
    /// <summary>WINDOW_UPDATE frames that any connection may send.</summary>
    const int FreeWindowUpdates = 5;

    int waitingControl;
    int emptyFrames;
    long priorityFrames;
    long windowUpdates;
    long streams;
    long dataFrames;
    int prematureResets;

    /// <summary>A control frame is about to be queued behind <paramref name="pending"/> bytes of output.</summary>
    public bool OnControlFrame(long pending)
    {
        if (pending == 0)
            waitingControl = 0;
        return ++waitingControl > options.MaxOutboundControlFrames;
    }

    public bool OnEmptyFrame() => ++emptyFrames > options.MaxConsecutiveEmptyFrames;

    public void OnFilledFrame() => emptyFrames = 0;

    public bool OnPriority() => ++priorityFrames > options.MaxPriorityFramesPerStream * (1 + streams);

    public bool OnWindowUpdate() => ++windowUpdates > FreeWindowUpdates + (2 * (streams + (options.MaxWindowUpdatesPerDataFrame * dataFrames)));

    public void OnDataSent() => dataFrames++;

    public void OnStreamOpened() => streams++;

    /// <summary>The peer reset a stream after so many nanoseconds, before it was answered.</summary>
    public bool OnPrematureReset(long age)
    {
        if (age >= options.PrematureResetLifetime.Ticks * 100)
            return false;
        prematureResets++;
        return streams < options.PrematureResetRequests
            ? prematureResets >= options.PrematureResetRequests / 2
            : prematureResets * 2L > streams;
    }
}
