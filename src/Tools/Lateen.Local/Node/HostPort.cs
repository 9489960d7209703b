using System.Net;
using System.Net.Sockets;

namespace Lateen.Local.Node;

/// <summary>
/// Carries connections from a port of the machine into the mesh. The listening socket was opened before the mesh's namespaces were
/// entered and stays in the machine's; what it accepts is joined with a connection made here, inside.
/// </summary>
internal sealed class HostPort(Socket listener, Func<IPEndPoint?> target) : IDisposable
{
    const int BufferSize = 64 * 1024;

    /// <summary>The most connections at once; more wait in the backlog.</summary>
    const int MostConnections = 1024;

    readonly SemaphoreSlim room = new(MostConnections);

    public void Dispose()
    {
        listener.Dispose();
        room.Dispose();
    }

    /// <summary>Serves until cancelled.</summary>
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
        catch (OperationCanceledException)
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
                await Task.WhenAll(Pump(client, server, stop), Pump(server, client, stop));
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either end may go at any time; the other is closed with it.
            }
            finally
            {
                room.Release();
            }
        }
    }

    static async Task Pump(Socket from, Socket to, CancellationToken stop)
    {
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await from.ReceiveAsync(buffer, stop)) > 0)
            for (var sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stop);
        to.Shutdown(SocketShutdown.Send);
    }
}
