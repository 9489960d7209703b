namespace Lateen.Net.Tls.OpenSsl;

/// <summary>SHA-256 of a certificate.</summary>
readonly record struct PeerKey(UInt128 High, UInt128 Low);
