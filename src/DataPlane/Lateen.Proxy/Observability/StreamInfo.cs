using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Observability;

/// <summary>
/// What happened to one stream, as values: written by the data path, read by logs, metrics and filters. Reused from stream to stream.
/// Times are nanoseconds of the worker's loop clock; 0 means "not yet".
/// </summary>
public sealed class StreamInfo
{
    /// <summary>When the request's first byte came, as wall-clock time.</summary>
    public DateTimeOffset StartWall { get; set; }

    /// <summary>When the request's first byte came.</summary>
    public long Start { get; set; }

    /// <summary>When the request's last byte had come.</summary>
    public long RequestEnd { get; set; }

    /// <summary>When the request's first byte went upstream (of the last attempt).</summary>
    public long FirstUpstreamTx { get; set; }

    /// <summary>When the request's last byte went upstream.</summary>
    public long LastUpstreamTx { get; set; }

    /// <summary>When the response's head had come from upstream.</summary>
    public long FirstUpstreamRx { get; set; }

    /// <summary>When the response's last byte had come from upstream.</summary>
    public long LastUpstreamRx { get; set; }

    /// <summary>When the response's first byte was handed to the downstream connection.</summary>
    public long FirstDownstreamTx { get; set; }

    /// <summary>When the stream ended.</summary>
    public long End { get; set; }

    /// <summary>The protocol of the downstream; null before it is known.</summary>
    public HttpProtocol? Protocol { get; set; }

    /// <summary>The protocol of the upstream; null without one.</summary>
    public HttpProtocol? UpstreamProtocol { get; set; }

    /// <summary>The status sent downstream; 0 when none was.</summary>
    public int ResponseCode { get; set; }

    /// <summary>%RESPONSE_CODE_DETAILS%: why the status is what it is; null prints as "-".</summary>
    public string? ResponseCodeDetails { get; set; }

    /// <summary>%CONNECTION_TERMINATION_DETAILS%.</summary>
    public string? ConnectionTerminationDetails { get; set; }

    /// <summary>What went wrong. A field, since it is a struct that is changed in place.</summary>
    public ResponseFlags Flags;

    /// <summary>Body bytes received from downstream.</summary>
    public long BytesReceived { get; set; }

    /// <summary>Body bytes sent downstream.</summary>
    public long BytesSent { get; set; }

    /// <summary>The route's name; null without a route or a name.</summary>
    public string? RouteName { get; set; }

    /// <summary>The upstream cluster's name; null before routing.</summary>
    public string? UpstreamCluster { get; set; }

    /// <summary>The address of the last attempt's host, as ip:port; null without one.</summary>
    public string? UpstreamHost { get; set; }

    /// <summary>The proxy's address on the upstream connection.</summary>
    public string? UpstreamLocalAddress { get; set; }

    /// <summary>Why the upstream's transport failed; null when it did not.</summary>
    public string? UpstreamTransportFailureReason { get; set; }

    /// <summary>The TLS session of the last attempt's upstream connection; null when that is plaintext or there is none.</summary>
    public ITlsSession? UpstreamTls { get; set; }

    /// <summary>Bytes of the request's head and body as received, and of the response's as sent: what Istio's size metrics count.</summary>
    public long WireBytesReceived { get; set; }

    /// <inheritdoc cref="WireBytesReceived"/>
    public long WireBytesSent { get; set; }

    /// <summary>Attempts made; 0 when the request never went upstream.</summary>
    public int AttemptCount { get; set; }

    /// <summary>The downstream connection's facts (addresses, SNI, TLS peer): set by the listener, shared by the connection's streams.</summary>
    public ConnectionInfo Connection { get; set; } = ConnectionInfo.None;

    /// <summary>The trusted client address when it differs from the socket's peer (from x-forwarded-for); null otherwise.</summary>
    public string? TrustedClientAddress { get; set; }

    /// <summary>Values that filters leave for later ones and for metrics, by name (filter state). Null until the first.</summary>
    public Dictionary<string, object>? FilterState { get; set; }

    /// <summary>Keeps a value for later filters and for metrics.</summary>
    public void SetState(string key, object value) => (FilterState ??= new Dictionary<string, object>(StringComparer.Ordinal))[key] = value;

    /// <summary>The value kept under a name, when it is of that type.</summary>
    public T? State<T>(string key) where T : class => FilterState is { } state && state.TryGetValue(key, out var value) ? value as T : null;

    /// <summary>What filters have found out, for later filters' conditions and for logs (dynamic metadata). Null until the first value.</summary>
    public DynamicMetadata? DynamicMetadata { get; private set; }

    /// <summary>Keeps a value of dynamic metadata.</summary>
    public void SetMetadata(string ns, string key, MetadataValue value) => (DynamicMetadata ??= new DynamicMetadata()).Set(ns, key, value);

    /// <summary>Ready for another stream.</summary>
    public void Reset()
    {
        StartWall = default;
        Start = RequestEnd = FirstUpstreamTx = LastUpstreamTx = FirstUpstreamRx = LastUpstreamRx = FirstDownstreamTx = End = 0;
        Protocol = UpstreamProtocol = null;
        ResponseCode = AttemptCount = 0;
        ResponseCodeDetails = ConnectionTerminationDetails = RouteName = UpstreamCluster = UpstreamHost = null;
        UpstreamLocalAddress = UpstreamTransportFailureReason = TrustedClientAddress = null;
        Flags = default;
        UpstreamTls = null;
        WireBytesReceived = WireBytesSent = 0;
        BytesReceived = BytesSent = 0;
        Connection = ConnectionInfo.None;
        FilterState?.Clear();
        DynamicMetadata?.Clear();
    }
}
