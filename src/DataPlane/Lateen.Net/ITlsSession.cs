namespace Lateen.Net;

/// <summary>What a finished TLS handshake agreed on. Constant for the life of the connection.</summary>
public interface ITlsSession
{
    /// <summary>"TLSv1.2" or "TLSv1.3".</summary>
    string Version { get; }

    /// <summary>OpenSSL's name, such as "TLS_AES_128_GCM_SHA256" or "ECDHE-ECDSA-AES128-GCM-SHA256".</summary>
    string CipherSuite { get; }

    /// <summary>The negotiated protocol, such as "h2"; empty when none was.</summary>
    string Alpn { get; }

    /// <summary>SNI: what the client asked for, lower case; empty when it did not.</summary>
    string ServerName { get; }

    /// <summary>True for a session resumed by ticket. The peer's certificate was verified all the same.</summary>
    bool IsResumed { get; }

    /// <summary>Hexadecimal, lower case; empty for TLS 1.3 clients that have none.</summary>
    string SessionId { get; }

    /// <summary>The certificate that the peer presented; null when it presented none.</summary>
    CertificateSummary? Peer { get; }

    /// <summary>True when the peer's certificate chain and names were verified against a trust bundle.</summary>
    bool IsPeerVerified { get; }

    /// <summary>The certificate that we presented; null when we presented none.</summary>
    CertificateSummary? Local { get; }
}
