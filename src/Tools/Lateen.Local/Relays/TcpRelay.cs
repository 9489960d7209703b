using System.Net;
using System.Net.Sockets;

namespace Lateen.Local.Relays;

/// <summary>
/// Carries connections from one listening socket to addresses that are chosen one by one. The socket may belong to another network than the process:
/// the gateway's port was opened in the machine's before the mesh's namespaces were entered.
/// </summary>
internal sealed class TcpRelay(Socket listener, Func<IPEndPoint?> target) : IDisposable
{
    /// <summary>The most connections at once; more wait in the backlog.</summary>
    const int MostConnections = 1024;

    readonly SemaphoreSlim room = new(MostConnections);

    public void Dispose()
    {
        listener.Dispose();
        room.Dispose();
    }

    /// <summary>Serves until cancelled or disposed.</summary>
    public async Task Run(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await room.WaitAsync(stop);
                _ = Serve(await listener.AcceptAsync(stop), stop);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Connections that are open end with the node.
        }
    }

    async Task Serve(Socket client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                if (target() is not { } address)
                    return;
                using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(address, stop);
                await SocketPump.Join(client, server, stop);
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either end may go at any time; the other is closed with it.
            }
            finally
            {
                Leave();
            }
        }
    }

    void Leave()
    {
        try
        {
            room.Release();
        }
        catch (ObjectDisposedException)
        {
            // The relay went first.
        }
    }
}
