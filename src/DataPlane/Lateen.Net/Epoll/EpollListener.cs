using Lateen.Net.Engine;

namespace Lateen.Net.Epoll;

/// <summary>
/// A listening socket, level-triggered: what one batch does not accept, the next one does. When descriptors or memory run out it leaves the epoll set and tries again
/// after a while; if there is still nothing, a descriptor held in reserve serves to take the waiting clients and reset them, so that they learn of it.
/// </summary>
sealed unsafe class EpollListener : IListener, IEpollSource, ITimerHandler
{
    const long RetryNanoseconds = 100_000_000;

    readonly EpollEventLoop loop;
    readonly ListenOptions options;
    readonly LoopTimer retry;
    readonly bool isTcp;
    int fd;
    int reserve;
    bool watched;
    bool paused;
    bool exhausted;

    EpollListener(EpollEventLoop loop, ListenOptions options, IAcceptHandler handler, int fd)
    {
        this.loop = loop;
        this.options = options;
        this.fd = fd;
        Handler = handler;
        retry = new LoopTimer(this);
        reserve = Libc.open("/dev/null", Libc.O_CLOEXEC);
        LocalAddress = ReadLocalAddress(fd);
        isTcp = LocalAddress.IsIp;
    }

    public NetAddress LocalAddress { get; }

    public IAcceptHandler Handler { get; set; }

    /// <summary>Null and a sentence when the socket cannot be made.</summary>
    public static EpollListener? Open(EpollEventLoop loop, ListenOptions options, IAcceptHandler handler, out string? error)
    {
        var fd = options.Descriptor >= 0 ? options.Descriptor : MakeSocket(options);
        error = fd < 0 ? $"cannot make a socket for {options.Address}: {Libc.Describe(Libc.LastError)}" : null;
        if (fd < 0)
            return null;
        error = Prepare(fd, options);
        if (error is null)
        {
            var listener = new EpollListener(loop, options, handler, fd);
            error = listener.Watch() is 0 ? null : $"cannot watch the socket of {options.Address}";
            if (error is null)
                return listener;
        }

        _ = Libc.close(fd);
        return null;
    }

    public void Pause()
    {
        paused = true;
        Unwatch();
    }

    public void Resume()
    {
        paused = false;
        if (!exhausted)
            Watch();
    }

    public void Close()
    {
        if (fd < 0)
            return;
        loop.Cancel(retry);
        Unwatch();
        _ = Libc.close(fd);
        fd = -1;
        if (reserve >= 0)
            _ = Libc.close(reserve);
        reserve = -1;
        loop.Forget(this);
    }

    public void OnEvents(uint events)
    {
        for (var i = 0; i < options.AcceptBatch && watched; i++)
        {
            if (!AcceptOne())
                return;
        }
    }

    public void OnTimer(LoopTimer timer)
    {
        exhausted = false;
        var probe = Libc.open("/dev/null", Libc.O_CLOEXEC);
        if (probe < 0)
        {
            RefuseWaiting();
            exhausted = true;
            loop.Schedule(retry, RetryNanoseconds);
            return;
        }

        _ = Libc.close(probe);
        if (!paused)
            Watch();
    }

    static int MakeSocket(ListenOptions options)
        => Libc.socket(SocketAddress.FamilyOf(options.Address), Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);

    static string? Prepare(int fd, ListenOptions options)
    {
        var family = SocketAddress.FamilyOf(options.Address);
        if (options.Descriptor < 0)
        {
            if (!SetOptions(fd, family, options))
                return $"cannot set the options of {options.Address}: {Libc.Describe(Libc.LastError)}";
            if (Bind(fd, options) is { } problem)
                return problem;
        }

        if (Libc.listen(fd, options.Backlog) != 0)
            return $"cannot listen on {options.Address}: {Libc.Describe(Libc.LastError)}";
        return null;
    }

    static bool SetOptions(int fd, int family, ListenOptions options)
    {
        if (family == Libc.AF_UNIX)
            return true;
        // Accepted sockets inherit TCP_NODELAY and keepalive, which saves a system call for each.
        return Libc.SetOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1)
            && (!options.ReusePort || Libc.SetOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1))
            && (family != Libc.AF_INET6 || Libc.SetOption(fd, Libc.SOL_IPV6, Libc.IPV6_V6ONLY, options.IPv6Only ? 1 : 0))
            && (!options.Transparent || SocketOptions.Transparent(fd, family))
            && (!options.FreeBind || Libc.SetOption(fd, Libc.SOL_IP, Libc.IP_FREEBIND, 1))
            && SocketOptions.Mark(fd, options.Mark)
            && SocketOptions.NoDelay(fd)
            && SocketOptions.KeepAlive(fd, options.KeepAlive);
    }

    static string? Bind(int fd, ListenOptions options)
    {
        var address = stackalloc byte[SocketAddress.MaxBytes];
        var length = SocketAddress.Write(options.Address, new Span<byte>(address, SocketAddress.MaxBytes));
        if (length == 0)
            return $"cannot listen on {options.Address}: not an address of a socket (a path may have 107 bytes)";
        if (Libc.bind(fd, address, length) != 0)
            return $"cannot listen on {options.Address}: {Libc.Describe(Libc.LastError)}";
        if (options.UnixMode >= 0 && options.Address is { Kind: AddressFamilyKind.Unix, Name: [not '@', ..] path }
            && Libc.chmod(path, (uint)options.UnixMode) != 0)
        {
            return $"cannot set the mode of {path}: {Libc.Describe(Libc.LastError)}";
        }

        return null;
    }

    static NetAddress ReadLocalAddress(int fd)
    {
        var address = stackalloc byte[SocketAddress.MaxBytes];
        var length = SocketAddress.MaxBytes;
        return Libc.getsockname(fd, address, &length) == 0
            ? SocketAddress.Read(new ReadOnlySpan<byte>(address, Math.Min(length, SocketAddress.MaxBytes)))
            : default;
    }

    int Watch()
    {
        if (watched || fd < 0)
            return 0;
        var error = loop.Set.Add(fd, Libc.EPOLLIN, this);
        watched = error == 0;
        return error;
    }

    void Unwatch()
    {
        if (!watched)
            return;
        watched = false;
        loop.Set.Remove(fd);
    }

    /// <summary>False when nothing more can be accepted now.</summary>
    bool AcceptOne()
    {
        var address = stackalloc byte[SocketAddress.MaxBytes];
        var length = SocketAddress.MaxBytes;
        var accepted = Libc.accept4(fd, address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (accepted < 0)
            return HandleError(Libc.LastError);
        var remote = SocketAddress.Read(new ReadOnlySpan<byte>(address, Math.Min(length, SocketAddress.MaxBytes)));
        EpollConnection.Accepted(loop, accepted, isTcp, remote, options.RedirectedFrom, Handler);
        return true;
    }

    bool HandleError(int errno)
    {
        if (errno == Errno.EAGAIN)
            return false;
        if (!Errno.IsExhaustion(errno))
            return true; // A connection that died in the backlog, or a network error of its own: the next one may be well.
        exhausted = true;
        Unwatch();
        loop.Schedule(retry, RetryNanoseconds);
        Handler.OnAcceptPaused(errno);
        return false;
    }

    void RefuseWaiting()
    {
        if (reserve < 0)
            return;
        _ = Libc.close(reserve);
        for (var i = 0; i < options.AcceptBatch; i++)
        {
            var accepted = Libc.accept4(fd, null, null, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (accepted < 0)
                break;
            EpollConnection.CloseDescriptor(accepted, reset: true);
        }

        reserve = Libc.open("/dev/null", Libc.O_CLOEXEC);
    }
}
