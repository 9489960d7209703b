using System.Collections.Immutable;
using Lateen.Net.Simulation;
using Lateen.Net.Tests.Loops;
using Lateen.Net.Tls;

namespace Lateen.Net.Tests.Tls;

/// <summary>One TLS connection in a simulation, with the options of both ends in the test's hands.</summary>
sealed class TlsPair : IDisposable
{
    readonly Simulation.Simulation simulation;
    readonly SimulatedEventLoop clientLoop;
    readonly SimulatedEventLoop serverLoop;

    public TlsPair(int seed = 1, DateTimeOffset? now = null)
    {
        var start = (now ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToUnixTimeSeconds() * 1_000_000_000;
        simulation = new Simulation.Simulation(seed, new SimulationOptions { StartUnixNanoseconds = start });
        clientLoop = simulation.CreateLoop("client");
        serverLoop = simulation.CreateLoop("server");
    }

    public Recorder Client { get; private set; } = new();

    public Recorder Server { get; private set; } = new();

    public ITlsSession ClientSession => Client.Connection.Tls!;

    public ITlsSession ServerSession => Server.Connection.Tls!;

    public static ITlsServer Serve(TlsServerOptions options)
        => TlsRig.Engine.CreateServer(options, out var error) ?? throw new InvalidOperationException(error);

    public static ITlsClient Dial(TlsClientOptions options)
        => TlsRig.Engine.CreateClient(options, out var error) ?? throw new InvalidOperationException(error);

    /// <summary>Runs a handshake to its end: both connected, or both closed.</summary>
    public void Handshake(ITlsServer server, ITlsClient client, string? serverName = null, ImmutableArray<string> alpn = default)
    {
        Client = new Recorder();
        Server = new Recorder();
        var listener = serverLoop.Listen(
            new ListenOptions { Address = NetAddress.Loopback(4433) }, new Acceptor(c => (IConnectionHandler)server.Accept(c, Server)), out _)!;
        client.Connect(clientLoop, new ConnectOptions(listener.LocalAddress), new TlsClientParameters { ServerName = serverName, AlpnProtocols = alpn }, Client);
        simulation.RunUntil(() => (Client.IsConnected || Client.Closed is not null) && (Server.IsConnected || Server.Closed is not null));
        listener.Close();
    }

    public void RunUntil(Func<bool> done) => simulation.RunUntil(done);

    /// <summary>Lets a TLS 1.3 client see what follows the handshake: tickets, or the server's refusal of its certificate.</summary>
    public void Settle() => simulation.RunFor(TimeSpan.FromMilliseconds(50));

    public void Pass(TimeSpan time) => simulation.RunFor(time);

    public void EndConnection()
    {
        Client.Connection.Close();
        Server.Connection.Close();
        simulation.RunUntil(() => Client.Closed is not null && Server.Closed is not null);
    }

    public void Dispose() => simulation.Dispose();
}
