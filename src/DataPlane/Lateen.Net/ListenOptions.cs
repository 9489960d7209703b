namespace Lateen.Net;

/// <summary>How to listen.</summary>
public sealed record ListenOptions
{
    public required NetAddress Address { get; init; }

    /// <summary>Connections that the kernel completes ahead of us; capped by net.core.somaxconn.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>SO_REUSEPORT, so that every worker has its own socket on the address. Ignored for AF_UNIX.</summary>
    public bool ReusePort { get; init; } = true;

    /// <summary>IPV6_V6ONLY; when false an IPv6 wildcard takes IPv4 too (Envoy's ipv4_compat).</summary>
    public bool IPv6Only { get; init; } = true;

    /// <summary>IP_TRANSPARENT: accept for addresses that are not ours (TPROXY). Needs CAP_NET_ADMIN.</summary>
    public bool Transparent { get; init; }

    /// <summary>IP_FREEBIND: bind to an address that does not exist yet.</summary>
    public bool FreeBind { get; init; }

    /// <summary>SO_MARK of the listening socket; 0 for none.</summary>
    public uint Mark { get; init; }

    /// <summary>A socket that is already bound (given by a parent process); it is adopted, and Address only names it. -1 for none.</summary>
    public int Descriptor { get; init; } = -1;

    /// <summary>Connections taken per readiness, so that a storm of them does not starve the others.</summary>
    public int AcceptBatch { get; init; } = 64;

    /// <summary>Mode of an AF_UNIX socket's file, such as 0x180 (octal 0600); -1 leaves the umask's.</summary>
    public int UnixMode { get; init; } = -1;

    /// <summary>
    /// What <see cref="IConnection.TryGetOriginalDestination"/> says of connections that come in here, where no kernel redirects; kind None to ask the kernel.
    /// </summary>
    public NetAddress RedirectedFrom { get; init; }

    public TcpKeepAlive? KeepAlive { get; init; }
}
