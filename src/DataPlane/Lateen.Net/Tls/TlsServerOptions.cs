namespace Lateen.Net.Tls;

/// <summary>Options of a server.</summary>
public sealed class TlsServerOptions : TlsOptions
{
    /// <summary>A client without a certificate is refused. Without it a certificate is asked for, and verified when one comes, if there is a trust bundle.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>Shared by the contexts that serve one configuration on several workers, so that a ticket of one opens at another. Null: no resumption.</summary>
    public TlsTicketKeys? TicketKeys { get; init; }
}
