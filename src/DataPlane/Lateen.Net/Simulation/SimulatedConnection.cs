using Lateen.Net.Engine;

namespace Lateen.Net.Simulation;

/// <summary>An end of a simulated connection: the state machine of production over two wires.</summary>
sealed unsafe class SimulatedConnection : StreamConnection
{
    readonly NetAddress original;
    SimulatedWire? incoming;
    SimulatedWire? outgoing;
    int error;

    public SimulatedConnection(SimulatedEventLoop loop, IConnectionHandler handler, in NetAddress local, in NetAddress remote, in NetAddress original)
        : base(loop, handler)
    {
        SimulatedLoop = loop;
        LocalAddress = local;
        RemoteAddress = remote;
        this.original = original;
    }

    public SimulatedEventLoop SimulatedLoop { get; }

    public override NetAddress LocalAddress { get; }

    public override NetAddress RemoteAddress { get; }

    /// <summary>Dialled and not yet answered.</summary>
    public bool IsWaiting => !HasEnded && incoming is null;

    public bool IsGone { get; private set; }

    protected override int AvailableBytes => incoming?.ArrivedBytes ?? 0;

    public static void Join(SimulatedConnection client, SimulatedConnection server)
    {
        var simulation = client.SimulatedLoop.Simulation;
        client.outgoing = server.incoming = new SimulatedWire(simulation, client, server);
        server.outgoing = client.incoming = new SimulatedWire(simulation, server, client);
    }

    public void Accept(IAcceptHandler owner)
    {
        var handler = owner.OnAccepted(this);
        if (handler is null)
        {
            Close();
            return;
        }

        Handler = handler;
        OpenLater();
    }

    public void RefuseConnect(int errno)
    {
        if (IsWaiting)
            SimulatedLoop.Receive(() => Fail(new CloseReason(CloseKind.ConnectFailed, errno)));
    }

    /// <summary>A reset arrives: what has been read stays read, what waits is still readable, then comes the error.</summary>
    public void Break(int errno)
    {
        if (IsGone)
            return;
        error = errno;
        SimulatedLoop.Receive(() => Ready(canRead: true, canWrite: true, hangup: true));
    }

    public override bool TryGetOriginalDestination(out NetAddress address)
    {
        address = original;
        return original.Kind != AddressFamilyKind.None;
    }

    protected override nint Receive(byte* buffer, int length)
    {
        if (incoming is null)
            return -Errno.EAGAIN;
        if (error != 0 && incoming.ArrivedBytes == 0)
            return -error;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var received = incoming.Read(buffer, length);
        SimulatedLoop.DiscountNetwork(before);
        return received;
    }

    protected override nint Send(IoVector* vectors, int count)
    {
        if (error != 0)
            return -Errno.EPIPE;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sent = outgoing!.Write(vectors, count);
        SimulatedLoop.DiscountNetwork(before);
        return sent;
    }

    protected override void SendFin() => outgoing?.SendFin();

    protected override int TakeError() => error;

    protected override void CloseTransport(bool reset)
    {
        IsGone = true;
        SimulatedLoop.Simulation.Network.Forget(this);
        if (outgoing is null || error != 0)
            return;
        // As in the kernel: closing with bytes unread is a reset.
        if (reset || incoming!.ArrivedBytes > 0)
            outgoing.SendReset(Errno.ECONNRESET);
        else
            outgoing.SendFin();
    }
}
