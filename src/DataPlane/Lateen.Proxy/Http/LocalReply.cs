using Lateen.Core;

namespace Lateen.Proxy.Http;

/// <summary>
/// An answer that the proxy gives itself. Immutable and made when configuration is read (or once), so that refusing costs no memory.
/// </summary>
/// <param name="Status">The HTTP status; for gRPC requests it is mapped to a grpc-status.</param>
/// <param name="Body">The text, sent as text/plain; empty for none.</param>
/// <param name="Details">%RESPONSE_CODE_DETAILS%, spaces already replaced.</param>
public sealed record LocalReply(int Status, ReadOnlyMemory<byte> Body, string Details)
{
    /// <summary>The response flag to set, if any.</summary>
    public ResponseFlag? Flag { get; init; }

    /// <summary>Fields to add, lower-case names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The grpc-status instead of the mapped one.</summary>
    public int? GrpcStatus { get; init; }

    /// <summary>A reply with a text.</summary>
    public static LocalReply Text(int status, string body, string details, ResponseFlag? flag = null) =>
        new(status, System.Text.Encoding.UTF8.GetBytes(body), details) { Flag = flag };
}
