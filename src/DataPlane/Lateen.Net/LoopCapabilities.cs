namespace Lateen.Net;

[Flags]
public enum LoopCapabilities
{
    None = 0,

    /// <summary>Connections are sockets with a file descriptor.</summary>
    Descriptors = 1,

    /// <summary>SO_ORIGINAL_DST after iptables REDIRECT.</summary>
    OriginalDestination = 2,

    /// <summary>SO_MARK on outgoing connections (needs CAP_NET_ADMIN at run time).</summary>
    Mark = 4,

    /// <summary>Streams relayed inside the kernel.</summary>
    Splice = 8,

    /// <summary>AF_UNIX addresses.</summary>
    UnixSockets = 16,

    /// <summary>Several loops may listen on one address and share its connections.</summary>
    ReusePort = 32,
}
