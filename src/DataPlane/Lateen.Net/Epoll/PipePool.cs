namespace Lateen.Net.Epoll;

/// <summary>Empty pipes for splicing, kept by the loop: making a pair costs three system calls and wakes the allocator of the kernel.</summary>
sealed unsafe class PipePool : IDisposable
{
    /// <summary>
    /// The less often a byte's socket is visited the cheaper: through 1 MiB a byte costs half of what it costs through 256 KiB. That is also the most that an
    /// ordinary user gets (pipe-max-size).
    /// </summary>
    const int WantedBytes = 1024 * 1024;

    /// <summary>Taken when the user's share (pipe-user-pages-soft, 64 MiB of pipes in all his processes) is used up: below, copying is as good.</summary>
    const int LeastBytes = 64 * 1024;
    const int MaxKept = 16;

    readonly Stack<Pipe> kept = new(MaxKept);

    /// <summary>Pipes that wait for use.</summary>
    public int Kept => kept.Count;

    /// <summary>Null when descriptors, or the user's share of pipes, ran out.</summary>
    public Pipe? Rent()
    {
        if (kept.TryPop(out var pipe))
            return pipe;
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC | Libc.O_NONBLOCK) != 0)
            return null;
        var made = new Pipe(ends[0], ends[1], Enlarge(ends[1]));
        if (made.Capacity >= LeastBytes)
            return made;
        made.Close();
        return null;
    }

    /// <param name="pipe">What <see cref="Rent"/> gave.</param>
    /// <param name="isEmpty">A pipe that holds bytes is closed: they must never meet another stream.</param>
    public void Return(Pipe pipe, bool isEmpty)
    {
        if (isEmpty && kept.Count < MaxKept)
            kept.Push(pipe);
        else
            pipe.Close();
    }

    static int Enlarge(int pipe)
    {
        for (var wanted = WantedBytes; wanted > LeastBytes; wanted /= 4)
        {
            if (Libc.fcntl(pipe, Libc.F_SETPIPE_SZ, wanted) >= 0)
                break;
        }

        return Libc.fcntl(pipe, Libc.F_GETPIPE_SZ, 0);
    }

    public void Dispose()
    {
        while (kept.TryPop(out var pipe))
            pipe.Close();
    }

    public sealed class Pipe(int readEnd, int writeEnd, int capacity)
    {
        public int ReadEnd => readEnd;

        public int WriteEnd => writeEnd;

        public int Capacity => capacity;

        public void Close()
        {
            _ = Libc.close(readEnd);
            _ = Libc.close(writeEnd);
        }
    }
}
