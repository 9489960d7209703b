using System.Buffers;

namespace Lateen.Proxy.Http;

/// <summary>
/// Takes one message through the filters in one direction: each position sees head, body and trailers in that order, a filter may stop them, and
/// goes on later from where it stopped. What comes meanwhile is kept, up to a limit. The two directions differ only in what calls a
/// filter and what comes behind the last one.
/// </summary>
abstract class FilterWalk(HttpStream stream)
{
    byte[] kept = [];
    int keptLength;
    int headersSeen;
    int stopped;
    bool stopAll;
    bool watermark;
    bool headersEnd;
    bool endKept;
    bool trailersKept;
    bool trailersSeen;
    bool isOver;
    bool isCalling;
    bool continueAsked;
    bool isSourcePaused;
    bool isSunk;
    int epoch;

    protected HttpStream Stream => stream;

    /// <summary>Positions to pass.</summary>
    protected abstract int Count { get; }

    /// <summary>Bytes that may be kept.</summary>
    protected abstract int Limit { get; }

    /// <summary>The body kept for the filter that stopped.</summary>
    public ReadOnlySpan<byte> Kept => kept.AsSpan(0, keptLength);

    /// <summary>Ready for another message.</summary>
    public void Reset()
    {
        epoch++;
        ReleaseKept();
        headersSeen = 0;
        stopped = -1;
        stopAll = watermark = headersEnd = endKept = trailersKept = trailersSeen = isOver = isCalling = continueAsked = isSourcePaused = isSunk = false;
    }

    /// <summary>Nothing more passes: the message was replaced or the stream is over.</summary>
    public void Abort()
    {
        isOver = true;
        ReleaseKept();
    }

    /// <summary>The head comes in.</summary>
    public void Start(bool endStream)
    {
        headersEnd = endStream;
        RunHeaders(0);
    }

    /// <summary>A piece of body comes in.</summary>
    public void Data(ReadOnlySpan<byte> data, bool endStream) => RunData(0, data, endStream);

    /// <summary>The trailers come in.</summary>
    public void Trailers()
    {
        trailersSeen = true;
        RunTrailers(0);
    }

    /// <summary>The filter at a position goes on.</summary>
    public void Continue(int position)
    {
        if (isOver || stopped != position)
            return;
        if (isCalling)
        {
            continueAsked = true;
            return;
        }

        var mine = epoch;
        var from = stopAll ? position : position + 1;
        Resume(position, from);
        if (!IsDead(mine) && trailersKept)
        {
            trailersKept = false;
            RunTrailers(from);
        }
    }

    /// <summary>Replaces the body that is kept.</summary>
    public void ReplaceKept(ReadOnlySpan<byte> body)
    {
        keptLength = 0;
        Append(body);
    }

    protected abstract bool IsActive(int position);

    protected abstract FilterHeadersStatus CallHeaders(int position, bool endStream);

    protected abstract FilterDataStatus CallData(int position, ReadOnlySpan<byte> data, bool endStream);

    protected abstract FilterTrailersStatus CallTrailers(int position);

    /// <summary>The head has passed all filters.</summary>
    protected abstract void SinkHeaders(bool endStream);

    protected abstract void SinkData(ReadOnlySpan<byte> data, bool endStream);

    protected abstract void SinkTrailers();

    /// <summary>More is kept than allowed, for a filter that must have it all.</summary>
    protected abstract void OnOverflow();

    protected abstract void PauseSource();

    protected abstract void ResumeSource();

    void RunHeaders(int from)
    {
        var mine = epoch;
        for (var p = from; p < Count; p++)
        {
            if (!IsActive(p))
            {
                headersSeen = p + 1;
                continue;
            }

            isCalling = true;
            stopped = p;
            var status = CallHeaders(p, headersEnd);
            if (IsDead(mine))
                return;
            isCalling = false;
            headersSeen = p + 1;
            if (status != FilterHeadersStatus.Continue && !TakeContinue())
            {
                stopAll = status >= FilterHeadersStatus.StopAllIterationAndBuffer;
                watermark = status == FilterHeadersStatus.StopAllIterationAndWatermark;
                return;
            }

            stopped = -1;
        }

        headersSeen = Count;
        isSunk = true;
        SinkHeaders(headersEnd);
    }

    void RunData(int from, ReadOnlySpan<byte> data, bool endStream)
    {
        var mine = epoch;
        for (var p = from; p < Count && !IsDead(mine); p++)
        {
            if (!IsActive(p))
                continue;
            if (p == stopped && stopAll)
            {
                Keep(data, endStream);
                return;
            }

            var status = CallDataAt(p, data, endStream);
            if (IsDead(mine))
                return;
            if (status != FilterDataStatus.Continue)
            {
                Stop(p, status, data, endStream);
                return;
            }

            if (p == stopped)
                Resume(p, p + 1);
        }

        if (!IsDead(mine))
            SinkData(data, endStream);
    }

    FilterDataStatus CallDataAt(int p, ReadOnlySpan<byte> data, bool endStream)
    {
        var (before, mine) = (stopped, epoch);
        isCalling = true;
        if (stopped < 0)
            stopped = p;
        var status = CallData(p, data, endStream);
        if (IsDead(mine))
            return status;
        isCalling = false;
        if (before < 0)
            stopped = -1;
        return TakeContinue() ? FilterDataStatus.Continue : status;
    }

    void Stop(int position, FilterDataStatus status, ReadOnlySpan<byte> data, bool endStream)
    {
        stopped = position;
        watermark = status == FilterDataStatus.StopIterationAndWatermark;
        Keep(status == FilterDataStatus.StopIterationNoBuffer ? [] : data, endStream);
    }

    void RunTrailers(int from)
    {
        var mine = epoch;
        for (var p = from; p < Count && !IsDead(mine); p++)
        {
            if (!IsActive(p))
                continue;
            if (p == stopped && stopAll)
            {
                trailersKept = true;
                return;
            }

            var before = stopped;
            isCalling = true;
            stopped = p;
            var status = CallTrailers(p);
            if (IsDead(mine))
                return;
            isCalling = false;
            if (status != FilterTrailersStatus.Continue && !TakeContinue())
            {
                trailersKept = true;
                return;
            }

            if (p == before)
                Resume(p, p + 1);
            else
                stopped = before;
        }

        if (!IsDead(mine))
            SinkTrailers();
    }

    // The head goes on behind the filter that stopped it, then what was kept goes on from `from`.
    void Resume(int position, int from)
    {
        var mine = epoch;
        stopped = -1;
        stopAll = false;
        if (headersSeen == position + 1 && !isSunk)
            RunHeaders(position + 1);
        if (IsDead(mine) || (keptLength == 0 && !endKept))
            return;
        var (buffer, length, end) = (kept, keptLength, endKept && !trailersSeen);
        (kept, keptLength, endKept) = ([], 0, false);
        if (isSourcePaused)
        {
            isSourcePaused = false;
            ResumeSource();
        }

        RunData(from, buffer.AsSpan(0, length), end);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    // A local reply restarts the walk from inside a filter's call: what was under way then must not go on.
    bool IsDead(int epochAtStart) => isOver || epoch != epochAtStart;

    bool TakeContinue()
    {
        var asked = continueAsked;
        continueAsked = false;
        return asked;
    }

    void Keep(ReadOnlySpan<byte> data, bool endStream)
    {
        endKept |= endStream;
        Append(data);
        if (keptLength <= Limit)
            return;
        if (!watermark)
        {
            OnOverflow();
        }
        else if (!isSourcePaused)
        {
            isSourcePaused = true;
            PauseSource();
        }
    }

    void Append(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        if (keptLength + data.Length > kept.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, (keptLength + data.Length) * 2));
            Kept.CopyTo(larger);
            if (kept.Length > 0)
                ArrayPool<byte>.Shared.Return(kept);
            kept = larger;
        }

        data.CopyTo(kept.AsSpan(keptLength));
        keptLength += data.Length;
    }

    void ReleaseKept()
    {
        if (kept.Length > 0)
            ArrayPool<byte>.Shared.Return(kept);
        kept = [];
        keptLength = 0;
    }
}
