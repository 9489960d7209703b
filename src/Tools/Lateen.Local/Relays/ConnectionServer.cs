using System.Net.Sockets;

namespace Lateen.Local.Relays;

/// <summary>Accepts connections from one listening socket and gives each to its server, no more at once than there is room for.</summary>
internal sealed class ConnectionServer(Socket listener, Func<Socket, CancellationToken, Task> serve) : IDisposable
{
    /// <summary>The most connections at once; more wait in the backlog.</summary>
    const int MostConnections = 1024;

    readonly SemaphoreSlim room = new(MostConnections);

    public void Dispose()
    {
        listener.Dispose();
        room.Dispose();
    }

    /// <summary>Serves until cancelled or disposed; connections that are open then end with their sockets.</summary>
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
            // The node ends.
        }
    }

    async Task Serve(Socket client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await serve(client, stop);
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
            // The server went first.
        }
    }
}
