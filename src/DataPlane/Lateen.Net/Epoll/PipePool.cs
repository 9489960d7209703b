namespace Lateen.Net.Epoll;

/// <summary>Empty pipes for splicing, kept by the loop: making a pair costs three system calls and wakes the allocator of the kernel.</summary>
sealed unsafe class PipePool : IDisposable
{
    /// <summary>A pipe of 256 KiB moves as much per system call as a socket usually holds. The kernel may grant less.</summary>
    const int WantedBytes = 256 * 1024;
    const int MaxKept = 64;

    readonly Stack<Pipe> kept = new(MaxKept);

    /// <summary>Pipes that wait for use.</summary>
    public int Kept => kept.Count;

    /// <summary>Null when descriptors ran out.</summary>
    public Pipe? Rent()
    {
        if (kept.TryPop(out var pipe))
            return pipe;
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC | Libc.O_NONBLOCK) != 0)
            return null;
        _ = Libc.fcntl(ends[1], Libc.F_SETPIPE_SZ, WantedBytes);
        return new Pipe(ends[0], ends[1], Math.Max(4096, Libc.fcntl(ends[1], Libc.F_GETPIPE_SZ, 0)));
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
