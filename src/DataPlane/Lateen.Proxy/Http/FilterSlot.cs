using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http;

/// <summary>One filter in its place on a stream: what the filter knows as its callbacks.</summary>
sealed class FilterSlot(HttpStream stream, IHttpFilterFactory factory, int index) : IHttpFilterCallbacks
{
    /// <summary>The filter, used by one stream after the other.</summary>
    public IHttpFilter Filter { get; } = factory.Create();

    /// <summary>False when the route turns the filter off.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>The stream, for the router.</summary>
    public HttpStream Stream => stream;

    public long Generation => stream.Generation;

    public StreamInfo StreamInfo => stream.Info;

    public WorkerContext Worker => stream.Server.Worker.Context;

    public ClusterConfig? Cluster => stream.Route.Cluster?.Config;

    public RequestHead Request => stream.Request!;

    public ResponseHead? Response => stream.Response;

    public string FilterName => factory.Name;

    public ReadOnlySpan<byte> DecodingBuffer => stream.Decode.Kept;

    public ReadOnlySpan<byte> EncodingBuffer => stream.Encode.Kept;

    int EncodePosition => stream.Slots.Length - 1 - index;

    public T? RouteConfig<T>() where T : class => stream.Route.FilterConfig(factory.Name) as T;

    public void ClearRouteCache() => stream.Route.Clear();

    public void ContinueDecoding() => stream.Decode.Continue(index);

    public void ContinueEncoding() => stream.Encode.Continue(EncodePosition);

    public void SetDecodingBuffer(ReadOnlySpan<byte> body) => stream.Decode.ReplaceKept(body);

    public void SetEncodingBuffer(ReadOnlySpan<byte> body) => stream.Encode.ReplaceKept(body);

    public void SendLocalReply(LocalReply reply) => stream.SendLocalReply(reply);

    public void ResetStream(string details) => stream.Reset(details);

    public ulong NextRandom() => Worker.Random.Next();
}
