using System.Runtime.InteropServices;
using Lateen.Net.Engine;

namespace Lateen.Net.Epoll;

/// <summary>
/// An epoll instance and the table from descriptor to owner. Descriptors are registered once for everything and never modified: one epoll_ctl per connection.
/// </summary>
sealed unsafe class EpollSet : IDisposable
{
    const int MaxEvents = 512;

    // struct epoll_event is packed on x86-64 and aligned elsewhere.
    static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    static readonly int DataOffset = EventBytes - 8;

    readonly int descriptor;
    readonly byte* events;
    IEpollSource?[] sources = new IEpollSource?[256];

    public EpollSet()
    {
        descriptor = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        if (descriptor < 0)
            throw new IOException($"epoll_create1: {Libc.Describe(Libc.LastError)}");
        events = (byte*)NativeMemory.Alloc((nuint)(MaxEvents * EventBytes));
    }

    /// <summary>Returns 0 or the errno.</summary>
    public int Add(int fd, uint interest, IEpollSource source)
    {
        if (fd >= sources.Length)
            Array.Resize(ref sources, Math.Max(fd + 1, sources.Length * 2));
        var item = stackalloc byte[16];
        *(uint*)item = interest;
        *(ulong*)(item + DataOffset) = (uint)fd;
        if (Libc.epoll_ctl(descriptor, Libc.EPOLL_CTL_ADD, fd, item) != 0)
            return Libc.LastError;
        sources[fd] = source;
        return 0;
    }

    /// <summary>Forgets a descriptor that is about to be closed; the kernel drops it by itself.</summary>
    public void Forget(int fd)
    {
        if (fd < sources.Length)
            sources[fd] = null;
    }

    /// <summary>Stops watching a descriptor that stays open.</summary>
    public void Remove(int fd)
    {
        var item = stackalloc byte[16];
        _ = Libc.epoll_ctl(descriptor, Libc.EPOLL_CTL_DEL, fd, item);
        Forget(fd);
    }

    /// <summary>Waits at most so long (-1: for ever) and returns how many are ready; 0 when interrupted.</summary>
    public int Wait(int timeoutMilliseconds)
    {
        var count = Libc.epoll_wait(descriptor, events, MaxEvents, timeoutMilliseconds);
        if (count >= 0)
            return count;
        var error = Libc.LastError;
        return error == Errno.EINTR ? 0 : throw new IOException($"epoll_wait: {Libc.Describe(error)}");
    }

    public void Dispatch(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var item = events + (i * EventBytes);
            sources[(int)*(ulong*)(item + DataOffset)]?.OnEvents(*(uint*)item);
        }
    }

    public void Dispose()
    {
        _ = Libc.close(descriptor);
        NativeMemory.Free(events);
    }
}
