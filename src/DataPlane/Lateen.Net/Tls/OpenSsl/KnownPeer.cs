namespace Lateen.Net.Tls.OpenSsl;

/// <summary>A peer certificate that was read, and verified if its context verifies; good from and until, in nanoseconds since 1970.</summary>
sealed record KnownPeer(CertificateSummary Summary, long ValidFrom, long ValidUntil);
