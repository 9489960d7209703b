namespace Lateen.Net.Http;

/// <summary>How the end of a message's body is known.</summary>
public enum BodyFraming : byte
{
    /// <summary>There is no body: the message ends with its head.</summary>
    None,

    /// <summary>A known number of bytes.</summary>
    Length,

    /// <summary>Chunks (HTTP/1.1), or DATA frames of unknown total.</summary>
    Chunked,

    /// <summary>Everything until the peer closes (HTTP/1 responses only).</summary>
    UntilClose,

    /// <summary>No message any more: bytes of another protocol (after 101, or a CONNECT's 2xx).</summary>
    Tunnel,
}
