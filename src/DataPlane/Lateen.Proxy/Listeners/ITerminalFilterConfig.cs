using Lateen.Net;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Listeners;

/// <summary>The last filter of a chain: it owns the connection from the moment it starts.</summary>
public interface ITerminalFilterConfig : INetworkFilterConfig
{
    /// <summary>
    /// The handler of one connection. It becomes the connection's handler and gets OnConnected at once, the bytes that nobody consumed next, and at the end OnClosed, in
    /// which it calls <see cref="DownstreamConnection.Finish"/>.
    /// </summary>
    ITerminalFilter Create(DownstreamConnection connection);
}

/// <summary>A connection's terminal filter.</summary>
public interface ITerminalFilter : IConnectionHandler
{
    /// <summary>The filter chain drains: end the connection when it is polite to do so. It is closed at the end of the drain time anyway.</summary>
    void OnDraining();
}
