using Lateen.Net.Http;
using Lateen.Net.Simulation;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Extensions.Tests.Fakes;

/// <summary>One stream through one filter, as the connection manager would drive it.</summary>
sealed class FakeStream : IHttpFilterCallbacks
{
    public FakeStream(IHttpFilterFactory factory, StatsRegistry stats)
    {
        Filter = factory.Create();
        FilterName = factory.Name;
        Worker = new WorkerContext
        {
            Index = 0,
            Loop = Simulation.CreateLoop("worker-0"),
            Stats = stats.AddShard(),
            Random = new SeededRandom(1),
            Transports = new NoTransports(),
        };
        Request.SetMethod("GET"u8);
        Request.SetPath("/"u8);
        Request.SetAuthority("reviews:9080"u8);
    }

    public IHttpFilter Filter { get; }

    public long Generation => 1;

    public StreamInfo StreamInfo { get; } = new();

    public WorkerContext Worker { get; }

    public ClusterConfig? Cluster { get; set; }

    public RequestHead Request { get; } = new();

    public ResponseHead? Response { get; } = new() { Status = 200 };

    public string FilterName { get; }

    public ReadOnlySpan<byte> DecodingBuffer => [];

    public ReadOnlySpan<byte> EncodingBuffer => [];

    /// <summary>The route's configuration of the filter.</summary>
    public IRouteFilterConfig? RouteFilter { get; set; }

    /// <summary>What chance says.</summary>
    public ulong Random { get; set; }

    /// <summary>The answer that the filter gave itself.</summary>
    public LocalReply? Reply { get; private set; }

    /// <summary>How often the filter let the request go on after it had stopped it.</summary>
    public int Continued { get; private set; }

    public Simulation Simulation { get; } = new(1);

    /// <summary>Request and response pass the filter.</summary>
    public void Run()
    {
        Filter.OnStreamStart(this);
        Filter.DecodeHeaders(Request, endStream: true);
        Filter.EncodeHeaders(Response!, endStream: true);
        Filter.OnStreamEnd();
    }

    /// <summary>A request header, as text.</summary>
    public string? RequestHeader(string name) => Text(Request.Headers, name);

    /// <summary>A response header, as text.</summary>
    public string? ResponseHeader(string name) => Text(Response!.Headers, name);

    public T? RouteConfig<T>()
        where T : class => RouteFilter as T;

    public void ClearRouteCache()
    {
    }

    public void ContinueDecoding() => Continued++;

    public void ContinueEncoding()
    {
    }

    public void SetDecodingBuffer(ReadOnlySpan<byte> body)
    {
    }

    public void SetEncodingBuffer(ReadOnlySpan<byte> body)
    {
    }

    public void SendLocalReply(LocalReply reply) => Reply = reply;

    public void ResetStream(string details) => throw new NotSupportedException("No filter under test resets.");

    public ulong NextRandom() => Random;

    static string? Text(HeaderTable headers, string name) =>
        headers.TryGet(HeaderName.Of(name), out var value) ? System.Text.Encoding.ASCII.GetString(value) : null;

    sealed class NoTransports : ITransports
    {
        public IUpstreamTransport Upstream(TransportSocketConfig config) => throw new NotSupportedException("No filter under test connects.");

        public IDownstreamTransport Downstream(TransportSocketConfig config) => throw new NotSupportedException("No filter under test accepts.");

        public void SetSecret(SecretValue secret)
        {
        }

        public void RemoveSecret(string name)
        {
        }
    }
}
