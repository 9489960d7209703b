namespace Lateen.Net.Tls.OpenSsl;

/// <summary>What a handshake agreed on, as values.</summary>
sealed class OpenSslSession : ITlsSession
{
    public required string Version { get; init; }

    public required string CipherSuite { get; init; }

    public required string Alpn { get; init; }

    public required string ServerName { get; init; }

    public required bool IsResumed { get; init; }

    public required string SessionId { get; init; }

    public required CertificateSummary? Peer { get; init; }

    public required bool IsPeerVerified { get; init; }

    public required CertificateSummary? Local { get; init; }
}
