using Lateen.Net;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Authorization;

/// <summary>What rules may look at: a request on a connection, or a connection of which only bytes are known.</summary>
public readonly ref struct RbacSubject
{
    /// <summary>A request.</summary>
    /// <param name="request">Its head, as earlier filters have left it.</param>
    /// <param name="info">Its facts, the connection's among them.</param>
    /// <param name="client">The client that is trusted to be who sends the request.</param>
    public RbacSubject(RequestView request, StreamInfo info, in NetAddress client)
    {
        Request = request;
        HasRequest = true;
        Connection = info.Connection;
        Metadata = info.DynamicMetadata;
        Client = client;
    }

    /// <summary>A connection.</summary>
    public RbacSubject(StreamInfo info) => (Connection, Metadata, Client) = (info.Connection, info.DynamicMetadata, info.Connection.Remote);

    /// <summary>Only when <see cref="HasRequest"/>.</summary>
    public RequestView Request { get; }

    /// <summary>Whether there is a request.</summary>
    public bool HasRequest { get; }

    /// <summary>The connection's facts.</summary>
    public ConnectionInfo Connection { get; }

    /// <summary>What filters have found out; null for nothing.</summary>
    public DynamicMetadata? Metadata { get; }

    /// <summary>The client: of a request the trusted one, else the connection's peer.</summary>
    public NetAddress Client { get; }

    /// <summary>The request's path without query and fragment; empty when there is none.</summary>
    public ReadOnlySpan<byte> Path
    {
        get
        {
            if (!HasRequest)
                return [];
            var path = Request.Path;
            var end = path.IndexOfAny((byte)'?', (byte)'#');
            return end < 0 ? path : path[..end];
        }
    }
}
