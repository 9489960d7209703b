namespace Lateen.Net;

/// <summary>
/// The parts of a certificate that policies, XFCC, logs and metrics ask for. Made once per distinct certificate and shared.
/// Names are byte-exact: a NUL inside a name does not end it.
/// </summary>
public sealed record CertificateSummary
{
    /// <summary>RFC 2253, such as "CN=foo,O=bar"; empty for an empty subject.</summary>
    public required string Subject { get; init; }

    /// <inheritdoc cref="Subject"/>
    public required string Issuer { get; init; }

    /// <summary>Hexadecimal, lower case, without separators.</summary>
    public required string SerialNumber { get; init; }

    public required IReadOnlyList<string> UriSans { get; init; }

    public required IReadOnlyList<string> DnsSans { get; init; }

    public required IReadOnlyList<string> IpSans { get; init; }

    public required IReadOnlyList<string> EmailSans { get; init; }

    /// <summary>SHA-256 of the DER form, hexadecimal, lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>SHA-1 of the DER form, hexadecimal, lower case.</summary>
    public required string Sha1 { get; init; }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public required long NotBefore { get; init; }

    /// <inheritdoc cref="NotBefore"/>
    public required long NotAfter { get; init; }

    /// <summary>The certificate as PEM with a final newline.</summary>
    public required string Pem { get; init; }

    /// <summary>The whole presented chain as PEM, leaf first.</summary>
    public required string PemChain { get; init; }
}
