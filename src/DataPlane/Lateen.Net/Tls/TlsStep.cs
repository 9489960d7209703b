namespace Lateen.Net.Tls;

/// <summary>What a codec can do next.</summary>
enum TlsStep : byte
{
    /// <summary>All input is used up; more is needed.</summary>
    NeedsInput,

    /// <summary>The handshake is over, or there may be more plaintext to read.</summary>
    Ready,

    /// <summary>The peer's close_notify.</summary>
    Ended,

    /// <summary>The connection is beyond saving; <see cref="ITlsCodec.Failure"/> says why.</summary>
    Failed,
}
