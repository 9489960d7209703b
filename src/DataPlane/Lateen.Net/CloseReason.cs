namespace Lateen.Net;

/// <summary>
/// The end of a connection as a value: kind, the errno that caused it (0 when none) and for TLS the failure in Envoy's words
/// ("TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED…" has its like here), never a secret.
/// </summary>
public readonly record struct CloseReason(CloseKind Kind, int Errno = 0, string? Detail = null)
{
    /// <summary>True when the peer or the network ended it without our asking.</summary>
    public bool IsRemote => Kind is CloseKind.PeerReset or CloseKind.TimedOut or CloseKind.Completed;

    public override string ToString()
        => Detail is not null ? $"{Kind}: {Detail}" : Errno != 0 ? $"{Kind}: errno {Errno}" : Kind.ToString();
}
