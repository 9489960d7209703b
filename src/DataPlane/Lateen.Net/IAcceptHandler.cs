namespace Lateen.Net;

/// <summary>Who owns a listening socket. Called on the listener's loop.</summary>
public interface IAcceptHandler
{
    /// <summary>
    /// A new connection. Returns its handler, which gets OnConnected next, or null to have it closed at once (a limit was reached). Listener filters are
    /// handlers that consume nothing: see <see cref="IConnection.Handler"/>.
    /// </summary>
    IConnectionHandler? OnAccepted(IConnection connection);

    /// <summary>
    /// Accepting is paused because descriptors or memory ran out (<paramref name="errno"/> is EMFILE, ENFILE, ENOBUFS or ENOMEM); the engine
    /// tries again by itself every 100 ms and says so once per pause. Connections already accepted go on.
    /// </summary>
    void OnAcceptPaused(int errno);
}
