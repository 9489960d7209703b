using System.Net;
using System.Net.Sockets;

namespace Lateen.Local.Relays;

/// <summary>
/// Carries connections from one listening socket to addresses that are chosen one by one. The socket may belong to another network than the process:
/// the gateway's port was opened in the machine's before the mesh's namespaces were entered.
/// </summary>
internal sealed class TcpRelay : IDisposable
{
    readonly Func<IPEndPoint?> target;
    readonly ConnectionServer connections;

    public TcpRelay(Socket listener, Func<IPEndPoint?> target)
    {
        this.target = target;
        connections = new ConnectionServer(listener, Serve);
    }

    public void Dispose() => connections.Dispose();

    /// <summary>Serves until cancelled or disposed.</summary>
    public Task Run(CancellationToken stop) => connections.Run(stop);

    async Task Serve(Socket client, CancellationToken stop)
    {
        if (target() is not { } address)
            return;
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await server.ConnectAsync(address, stop);
        await SocketPump.Join(client, server, stop);
    }
}
