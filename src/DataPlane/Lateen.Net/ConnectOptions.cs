namespace Lateen.Net;

/// <summary>How to connect. A struct, since one is made per connection.</summary>
public readonly record struct ConnectOptions(NetAddress Address)
{
    /// <summary>Address to bind before connecting; Kind None for any, port 0 for any port. One of another family than the address, such as an IP for a Unix socket, is left aside.</summary>
    public NetAddress Source { get; init; }

    /// <summary>SO_MARK, so that routing and interception exempt our own traffic; 0 for none.</summary>
    public uint Mark { get; init; }

    /// <summary>IP_TRANSPARENT: the source may be somebody else's address (TPROXY). Needs CAP_NET_ADMIN.</summary>
    public bool Transparent { get; init; }

    public TcpKeepAlive? KeepAlive { get; init; }
}
