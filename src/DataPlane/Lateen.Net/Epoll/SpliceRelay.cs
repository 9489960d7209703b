using Lateen.Net.Engine;

namespace Lateen.Net.Epoll;

/// <summary>
/// One direction of a stream, moved socket to pipe to socket inside the kernel. It takes from the source only when the pipe is empty, so that a slow
/// destination slows the source. Lives until the source has ended and the pipe is empty, or the destination has ended.
/// </summary>
sealed unsafe class SpliceRelay(EpollConnection source, EpollConnection destination, PipePool pool, PipePool.Pipe pipe)
{
    /// <summary>Fills of the pipe per turn, so that one bulk stream does not starve the others.</summary>
    const int FillsPerTurn = 4;

    long inPipe;
    bool sourceEnded;
    bool released;

    public bool IsDrained => inPipe == 0;

    public void Pump()
    {
        for (var i = 0; i < FillsPerTurn && !released; i++)
        {
            if (!Drain() || !Fill())
                return;
        }

        if (!released)
            source.QueueAgain();
    }

    /// <summary>No more will come from the source; what is in the pipe still goes out.</summary>
    public void EndSource()
    {
        sourceEnded = true;
        if (inPipe == 0)
            Release();
    }

    public void EndDestination() => Release();

    /// <summary>True when the pipe is empty.</summary>
    bool Drain()
    {
        while (inPipe > 0)
        {
            if (!destination.CanTakeSpliced)
                return false;
            var moved = Libc.splice(pipe.ReadEnd, null, destination.Descriptor, null, (nint)inPipe, Libc.SPLICE_F_MOVE | Libc.SPLICE_F_NONBLOCK);
            if (moved < 0)
            {
                destination.NoteSpliceError(Libc.LastError);
                return false;
            }

            inPipe -= moved;
            destination.CountSpliced(received: 0, sent: moved);
        }

        if (sourceEnded)
            Release();
        destination.NoteSpliceDrained();
        return !released;
    }

    /// <summary>True when bytes came.</summary>
    bool Fill()
    {
        if (!source.CanGiveSpliced || destination.HasOutputEnded)
            return false;
        var moved = Libc.splice(source.Descriptor, null, pipe.WriteEnd, null, pipe.Capacity, Libc.SPLICE_F_MOVE | Libc.SPLICE_F_NONBLOCK);
        if (moved > 0)
        {
            inPipe += moved;
            source.CountSpliced(received: moved, sent: 0);
            return true;
        }

        if (moved == 0)
        {
            sourceEnded = true;
            Release();
            source.EndSplicedInput();
        }
        else
        {
            source.NoteSpliceReadError(Libc.LastError);
        }

        return false;
    }

    void Release()
    {
        if (released)
            return;
        released = true;
        source.ForgetInputRelay();
        destination.ForgetOutputRelay();
        pool.Return(pipe, inPipe == 0);
        inPipe = 0;
    }
}
