using Lateen.Net;
using Lateen.Net.Http;

namespace Lateen.Proxy.Admin;

/// <summary>
/// Serves admin pages over HTTP/1.1 on the main loop, apart from workers and their filters, so that it answers when they don't.
/// Bounded: connections, the size of a head, and how long one may say nothing.
/// </summary>
public sealed class AdminServer(IEventLoop loop, AdminPages pages) : IAcceptHandler
{
    /// <summary>More connections than this at once are closed at once.</summary>
    public const int MaxConnections = 256;

    readonly HeadPool heads = new();
    int connections;

    /// <summary>Listens; null and a sentence in <paramref name="error"/> when it cannot.</summary>
    public IListener? Listen(NetAddress address, out string? error) =>
        loop.Listen(new ListenOptions { Address = address, ReusePort = false, Backlog = 128 }, this, out error);

    IConnectionHandler? IAcceptHandler.OnAccepted(IConnection connection)
    {
        if (connections >= MaxConnections)
            return null;
        connections++;
        return new AdminConnection(pages, heads, () => connections--);
    }

    void IAcceptHandler.OnAcceptPaused(int errno)
    {
        // The engine tries again by itself; whoever asks for a page waits until then.
    }
}
