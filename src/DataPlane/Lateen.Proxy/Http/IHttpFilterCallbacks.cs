using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http;

/// <summary>What a filter can ask of its stream. Valid between the filter's OnStreamStart and OnStreamEnd, on the stream's worker.</summary>
public interface IHttpFilterCallbacks
{
    /// <summary>
    /// Differs for every stream on this worker: what a filter hands out (a callout, a timer) keeps it and compares it when the answer
    /// comes, since the filter may serve another stream by then.
    /// </summary>
    long Generation { get; }

    /// <summary>Facts about the stream, for logs and metrics.</summary>
    StreamInfo StreamInfo { get; }

    /// <summary>The worker that everything of this stream lives on.</summary>
    WorkerContext Worker { get; }

    /// <summary>
    /// The cluster that the request goes to: matches the route and chooses among weighted clusters when first asked. Null without a route that
    /// forwards, or when the cluster does not exist.
    /// </summary>
    ClusterConfig? Cluster { get; }

    /// <summary>The request as it is now.</summary>
    RequestHead Request { get; }

    /// <summary>The response, once its head is known.</summary>
    ResponseHead? Response { get; }

    /// <summary>The configured name of the filter that these callbacks belong to.</summary>
    string FilterName { get; }

    /// <summary>
    /// The most specific per-route configuration for this filter (weighted cluster, route, virtual host, route configuration), or null.
    /// </summary>
    T? RouteConfig<T>() where T : class;

    /// <summary>Forgets the chosen route: it is matched again, with the request as it is now, when next asked for.</summary>
    void ClearRouteCache();

    /// <summary>Goes on with a request that this filter stopped; harmless when it did not.</summary>
    void ContinueDecoding();

    /// <summary>Goes on with a response that this filter stopped; harmless when it did not.</summary>
    void ContinueEncoding();

    /// <summary>The request's body kept so far for this filter; valid during the call.</summary>
    ReadOnlySpan<byte> DecodingBuffer { get; }

    /// <summary>The response's body kept so far for this filter; valid during the call.</summary>
    ReadOnlySpan<byte> EncodingBuffer { get; }

    /// <summary>Replaces the request's body kept so far.</summary>
    void SetDecodingBuffer(ReadOnlySpan<byte> body);

    /// <summary>Replaces the response's body kept so far.</summary>
    void SetEncodingBuffer(ReadOnlySpan<byte> body);

    /// <summary>
    /// Answers instead of the upstream: no later filter sees the request, every filter sees the response. Once a response's head was
    /// sent it resets the stream instead. The filter returns StopIteration afterwards.
    /// </summary>
    void SendLocalReply(LocalReply reply);

    /// <summary>Ends the stream without an answer: an HTTP/1 connection is closed.</summary>
    void ResetStream(string details);

    /// <summary>The next number of the worker's random source.</summary>
    ulong NextRandom();
}
