using System.Collections.Immutable;
using Lateen.Net;

namespace Lateen.Proxy.Filters;

/// <summary>What is known about a downstream connection before its filter chain is chosen. Listener filters add to it.</summary>
public sealed class ConnectionFacts(NetAddress local, NetAddress remote)
{
    public const string RawBuffer = "raw_buffer";
    public const string Tls = "tls";

    /// <summary>Differs for every connection of the process.</summary>
    public long ConnectionId { get; init; }

    /// <summary>Our end as the client dialled it: the original destination once that is restored.</summary>
    public NetAddress LocalAddress { get; private set; } = local;

    /// <summary>The client; a proxy protocol header may have changed it.</summary>
    public NetAddress RemoteAddress { get; set; } = remote;

    /// <summary>The peer of the socket, whatever headers said.</summary>
    public NetAddress DirectRemoteAddress { get; } = remote;

    /// <summary>True when <see cref="LocalAddress"/> is a restored original destination.</summary>
    public bool IsLocalAddressRestored { get; private set; }

    /// <summary>`raw_buffer` until an inspector says `tls`.</summary>
    public string TransportProtocol { get; set; } = RawBuffer;

    /// <summary>SNI, lower case; empty when there is none.</summary>
    public string ServerName { get; set; } = "";

    /// <summary>In the order in which the client offered them; for plaintext what http_inspector saw (`http/1.1`, `http/1.0`, `h2c`).</summary>
    public ImmutableArray<string> ApplicationProtocols { get; set; } = [];

    /// <summary>Undoes a redirection: from now on the connection counts as made to <paramref name="original"/>.</summary>
    public void RestoreLocalAddress(in NetAddress original)
    {
        LocalAddress = original;
        IsLocalAddressRestored = true;
    }
}
