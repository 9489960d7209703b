using Lateen.Net;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>What an HTTP connection knows of the accepted connection under it.</summary>
interface IDownstream
{
    /// <summary>Facts about the connection, complete once it is connected.</summary>
    ConnectionInfo Info { get; }

    /// <summary>What the connection's network filters left for its requests; null without.</summary>
    IReadOnlyDictionary<string, object>? FilterState { get; }

    /// <summary>Where the client meant to go.</summary>
    NetAddress OriginalDestination { get; }

    /// <summary>Bytes that a stream may keep in one direction.</summary>
    int BufferLimit { get; }

    /// <summary>Whether the connection's filter chain drains.</summary>
    bool IsDraining { get; }

    /// <summary>The connection has ended.</summary>
    void Finish(CloseReason reason);
}
