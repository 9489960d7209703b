using Lateen.Net.Engine;

namespace Lateen.Net.Simulation;

/// <summary>Listeners by address, the making of connections, and their faults.</summary>
public sealed class SimulatedNetwork
{
    const ushort FirstEphemeralPort = 32768;

    readonly Simulation simulation;
    readonly Dictionary<NetAddress, List<SimulatedListener>> listeners = [];
    readonly List<SimulatedConnection> connections = [];
    ushort nextPort = FirstEphemeralPort;

    internal SimulatedNetwork(Simulation simulation)
    {
        this.simulation = simulation;
    }

    /// <summary>Asked for each new connection with the address that gets it: 0 lets it through, an errno makes it fail, such as 113 (EHOSTUNREACH).</summary>
    public Func<NetAddress, int>? ConnectFault { get; set; }

    /// <summary>Asked for each new connection: true leaves it unanswered for ever, as a dropped SYN does.</summary>
    public Func<NetAddress, bool>? BlackHole { get; set; }

    /// <summary>While above 0, accepting fails with this errno (24: EMFILE), and connections wait.</summary>
    public int AcceptFault { get; set; }

    /// <summary>Resets every open connection one of whose ends has the address, as a dying machine would; both ends see it.</summary>
    public void Reset(NetAddress address)
    {
        foreach (var connection in connections.FindAll(c => c.LocalAddress == address || c.RemoteAddress == address))
            connection.Break(Errno.ECONNRESET);
    }

    internal void Forget(SimulatedConnection connection) => connections.Remove(connection);

    internal IListener? Listen(SimulatedEventLoop loop, ListenOptions options, IAcceptHandler handler, out string? error)
    {
        var address = options.Address.IsIp && options.Address.Port == 0 ? options.Address.WithPort(NextPort()) : options.Address;
        if (!listeners.TryGetValue(address, out var sharing))
            listeners[address] = sharing = [];
        error = sharing.Count > 0 && !(options.ReusePort && sharing.TrueForAll(static l => l.ReusePort))
            ? $"cannot listen on {address}: Address already in use"
            : null;
        if (error is not null)
            return null;
        var listener = new SimulatedListener(this, loop, address, options.ReusePort, handler);
        sharing.Add(listener);
        return listener;
    }

    internal void Forget(SimulatedListener listener) => listeners[listener.LocalAddress].Remove(listener);

    internal SimulatedConnection Connect(SimulatedEventLoop loop, in ConnectOptions options, IConnectionHandler handler)
    {
        var dialled = options.Address;
        var target = options.Mark == 0 && loop.Redirect?.Invoke(dialled) is { } redirected ? redirected : dialled;
        var source = options.Source.IsIp ? options.Source : loop.Ip;
        var local = dialled.IsIp ? source.WithPort(source.Port == 0 ? NextPort() : source.Port) : default;
        var client = new SimulatedConnection(loop, handler, local, dialled, default);
        if (BlackHole?.Invoke(target) == true)
            return client;
        simulation.After(simulation.DrawLatency(), loop, () => Arrive(client, target, dialled));
        return client;
    }

    void Arrive(SimulatedConnection client, NetAddress target, NetAddress dialled)
    {
        var errno = ConnectFault?.Invoke(target) ?? 0;
        var listener = Find(target);
        if (errno == 0 && listener is null)
            errno = Errno.ECONNREFUSED;
        if (errno != 0)
        {
            client.RefuseConnect(errno);
            return;
        }

        listener!.Enqueue(client, target == dialled ? default : dialled, target);
    }

    internal void Establish(SimulatedListener listener, SimulatedConnection client, NetAddress original, NetAddress target)
    {
        if (!client.IsWaiting)
            return;
        var server = new SimulatedConnection(listener.Loop, Refused.Instance, target, client.LocalAddress, original);
        SimulatedConnection.Join(client, server);
        connections.Add(client);
        connections.Add(server);
        simulation.After(simulation.DrawLatency(), client.SimulatedLoop, client.Open);
        server.Accept(listener.Handler);
    }

    SimulatedListener? Find(NetAddress target)
    {
        if (Candidates(target) is { } exact)
            return exact;
        var any = target.Kind == AddressFamilyKind.IPv4 ? NetAddress.IPv4(0, target.Port) : NetAddress.IPv6(0, target.Port);
        return target.IsIp ? Candidates(any) : null;
    }

    SimulatedListener? Candidates(NetAddress address)
        => listeners.TryGetValue(address, out var sharing) && sharing.Count > 0 ? sharing[simulation.DrawIndex(sharing.Count)] : null;

    ushort NextPort() => nextPort = nextPort == ushort.MaxValue ? FirstEphemeralPort : (ushort)(nextPort + 1);
}
