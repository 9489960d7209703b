namespace Lateen.Net.Tls;

/// <summary>Options of a client.</summary>
public sealed class TlsClientOptions : TlsOptions
{
    /// <summary>SNI; empty: none is sent.</summary>
    public string ServerName { get; init; } = string.Empty;

    /// <summary>Sessions kept for resumption, one per address and server name; 0: no resumption.</summary>
    public int MaxSessions { get; init; } = 64;
}
