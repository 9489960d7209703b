using Lateen.Net.Engine;

namespace Lateen.Net.Epoll;

/// <summary>A connected socket. The state machine is the base class; here are the system calls.</summary>
sealed unsafe class EpollConnection : StreamConnection, IEpollSource
{
    const uint Interest = Libc.EPOLLIN | Libc.EPOLLOUT | Libc.EPOLLRDHUP | Libc.EPOLLET;

    readonly EpollEventLoop loop;
    readonly bool isTcp;
    NetAddress redirectedFrom;
    NetAddress? local;
    int fd;
    SpliceRelay? inputRelay;
    SpliceRelay? outputRelay;

    EpollConnection(EpollEventLoop loop, int fd, bool isTcp, in NetAddress remote, IConnectionHandler handler)
        : base(loop, handler)
    {
        this.loop = loop;
        this.fd = fd;
        this.isTcp = isTcp;
        RemoteAddress = remote;
    }

    public override NetAddress LocalAddress => local ??= ReadLocalAddress();

    public override NetAddress RemoteAddress { get; }

    public override int Descriptor => fd;

    protected override bool CanSendFin => outputRelay is null || outputRelay.IsDrained;

    protected override int AvailableBytes
    {
        get
        {
            var count = 0;
            return Libc.ioctl(fd, Libc.FIONREAD, &count) == 0 ? count : 0;
        }
    }

    public static void Accepted(EpollEventLoop loop, int fd, bool isTcp, in NetAddress remote, in NetAddress redirectedFrom, IAcceptHandler owner)
    {
        var connection = new EpollConnection(loop, fd, isTcp, remote, Refused.Instance) { redirectedFrom = redirectedFrom };
        var handler = owner.OnAccepted(connection);
        if (handler is null)
        {
            connection.Close();
            return;
        }

        connection.Handler = handler;
        connection.Begin(connecting: false);
    }

    public static EpollConnection Start(EpollEventLoop loop, in ConnectOptions options, IConnectionHandler handler)
    {
        var family = SocketAddress.FamilyOf(options.Address);
        var fd = Libc.socket(family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        var error = fd < 0 ? Libc.LastError : 0;
        var connection = new EpollConnection(loop, fd, options.Address.IsIp, options.Address, handler);
        if (error == 0)
            error = connection.Dial(options, family);
        if (error is 0 or Errno.EINPROGRESS)
            connection.Begin(connecting: error != 0);
        else
            connection.Fail(new CloseReason(CloseKind.ConnectFailed, error));
        return connection;
    }

    public static void CloseDescriptor(int fd, bool reset)
    {
        if (reset)
        {
            // A linger time of zero turns close into a reset.
            var linger = new Libc.LingerOption { OnOff = 1, Seconds = 0 };
            _ = Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_LINGER, &linger, sizeof(Libc.LingerOption));
        }

        _ = Libc.close(fd);
    }

    public override bool TryGetOriginalDestination(out NetAddress address)
    {
        address = redirectedFrom;
        if (redirectedFrom.IsIp)
            return redirectedFrom != LocalAddress;
        if (!isTcp || fd < 0)
            return false;
        var level = LocalAddress.Kind == AddressFamilyKind.IPv4 ? Libc.SOL_IP : Libc.SOL_IPV6;
        var buffer = stackalloc byte[SocketAddress.MaxBytes];
        var length = SocketAddress.MaxBytes;
        if (Libc.getsockopt(fd, level, Libc.SO_ORIGINAL_DST, buffer, &length) != 0)
            return false;
        address = SocketAddress.Read(new ReadOnlySpan<byte>(buffer, Math.Min(length, SocketAddress.MaxBytes)));
        return address != LocalAddress;
    }

    public override bool TrySpliceTo(IConnection destination)
    {
        if (destination is not EpollConnection other || other.loop != loop || ReferenceEquals(other, this))
            return false;
        if (!IsIdleForSplice || !other.IsOutputOpen || inputRelay is not null || other.outputRelay is not null)
            return false;
        if (loop.Pipes.Rent() is not { } pipe)
            return false;
        inputRelay = other.outputRelay = new SpliceRelay(this, other, loop.Pipes, pipe);
        // Bytes may have come before, without an edge to follow.
        MayBeReadable = true;
        loop.QueueDelivery(this);
        return true;
    }

    public void OnEvents(uint events)
    {
        const uint ends = Libc.EPOLLERR | Libc.EPOLLHUP | Libc.EPOLLRDHUP;
        if (HasEnded)
            return;
        if (!IsConnected)
        {
            if ((events & (Libc.EPOLLOUT | Libc.EPOLLERR | Libc.EPOLLHUP)) == 0 || !FinishConnecting())
                return;
        }

        Ready((events & Libc.EPOLLIN) != 0, (events & Libc.EPOLLOUT) != 0, (events & ends) != 0);
    }

    protected override void Deliver()
    {
        if (inputRelay is null)
            base.Deliver();
        else
            inputRelay.Pump();
    }

    protected override void Flush()
    {
        base.Flush();
        if (outputRelay is not null && CanTakeSpliced)
            outputRelay.Pump();
    }

    // ---- for SpliceRelay ----

    public bool CanTakeSpliced => !HasEnded && OutputIsIdle;

    public bool CanGiveSpliced => IsOpen && MayBeReadable && !IsReadingPaused;

    public bool HasOutputEnded => !IsOutputOpen;

    public void QueueAgain() => loop.QueueAgain(this);

    public void CountSpliced(long received, long sent)
    {
        BytesReceived += received;
        BytesSent += sent;
    }

    public void NoteSpliceError(int errno)
    {
        if (errno == Errno.EAGAIN)
            MarkBlocked();
        else if (errno != Errno.EINTR)
            Fail(Errno.ToReason(errno));
        else
            loop.QueueFlush(this);
    }

    public void NoteSpliceReadError(int errno)
    {
        if (errno == Errno.EAGAIN)
            MayBeReadable = false;
        else if (errno != Errno.EINTR)
            Fail(Errno.ToReason(errno));
        else
            loop.QueueAgain(this);
    }

    public void NoteSpliceDrained()
    {
        if (HasOutputEnded)
            loop.QueueFlush(this);
    }

    public void EndSplicedInput() => EndInput();

    public void ForgetInputRelay() => inputRelay = null;

    public void ForgetOutputRelay() => outputRelay = null;

    protected override nint Receive(byte* buffer, int length)
    {
        while (true)
        {
            var received = Libc.recv(fd, buffer, length, 0);
            if (received >= 0)
                return received;
            var error = Libc.Errno;
            if (error != Errno.EINTR)
                return -error;
        }
    }

    protected override nint Send(IoVector* vectors, int count)
    {
        // sendmsg is writev that can be told not to raise SIGPIPE.
        var message = new Libc.MessageHeader { Vectors = vectors, VectorCount = (nuint)count };
        while (true)
        {
            var sent = count == 1
                ? Libc.send(fd, vectors->Base, (nint)vectors->Length, Libc.MSG_NOSIGNAL)
                : Libc.sendmsg(fd, &message, Libc.MSG_NOSIGNAL);
            if (sent >= 0)
                return sent;
            var error = Libc.Errno;
            if (error != Errno.EINTR)
                return -error;
        }
    }

    protected override void SendFin() => _ = Libc.shutdown(fd, Libc.SHUT_WR);

    protected override int TakeError()
    {
        var error = 0;
        var length = sizeof(int);
        return Libc.getsockopt(fd, Libc.SOL_SOCKET, Libc.SO_ERROR, &error, &length) == 0 ? error : Libc.LastError;
    }

    protected override void CloseTransport(bool reset)
    {
        if (fd < 0)
            return;
        _ = LocalAddress; // Access logs ask for it after the end.
        inputRelay?.EndSource();
        outputRelay?.EndDestination();
        loop.Set.Forget(fd);
        CloseDescriptor(fd, reset && isTcp);
        fd = -1;
    }

    void Begin(bool connecting)
    {
        var error = loop.Set.Add(fd, Interest, this);
        if (error != 0)
            Fail(new CloseReason(CloseKind.ConnectFailed, error));
        else if (!connecting)
            OpenLater();
    }

    int Dial(in ConnectOptions options, int family)
    {
        if (isTcp && !(SocketOptions.NoDelay(fd)
            && SocketOptions.Mark(fd, options.Mark)
            && (!options.Transparent || SocketOptions.Transparent(fd, family))
            && SocketOptions.KeepAlive(fd, options.KeepAlive)))
        {
            return Libc.LastError;
        }

        var address = stackalloc byte[SocketAddress.MaxBytes];
        var room = new Span<byte>(address, SocketAddress.MaxBytes);
        if (options.Source.Kind == options.Address.Kind && Libc.bind(fd, address, SocketAddress.Write(options.Source, room)) != 0)
            return Libc.LastError;
        return Libc.connect(fd, address, SocketAddress.Write(options.Address, room)) == 0 ? 0 : Libc.LastError;
    }

    bool FinishConnecting()
    {
        var error = TakeError();
        if (error == 0)
            Open();
        else
            Fail(new CloseReason(CloseKind.ConnectFailed, error));
        return error == 0;
    }

    NetAddress ReadLocalAddress()
    {
        var address = stackalloc byte[SocketAddress.MaxBytes];
        var length = SocketAddress.MaxBytes;
        return fd >= 0 && Libc.getsockname(fd, address, &length) == 0
            ? SocketAddress.Read(new ReadOnlySpan<byte>(address, Math.Min(length, SocketAddress.MaxBytes)))
            : default;
    }
}
