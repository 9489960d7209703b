using Lateen.Net;
using Lateen.Net.Http1;
using Lateen.Net.Http2;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http;

/// <summary>One connection manager configuration on one worker: what its connections and streams share.</summary>
sealed class HttpServer
{
    /// <summary>Streams that are kept for reuse.</summary>
    const int KeptStreams = 1024;

    readonly RouteTable? inlineTable;
    readonly RouteTableSlot? slot;
    readonly Stack<HttpStream> free = new();
    readonly Stack<Http2ServerStream> freeServerStreams = new();

    public HttpServer(HttpConnectionManagerConfig config, HttpWorker worker)
    {
        Config = config;
        Worker = worker;
        Requests = new RequestPreparation(config, worker.Context.Random);
        Responses = new ResponsePreparation(config, worker.Date);
        Parsing = new Http1Options
        {
            MaxHeadBytes = config.MaxRequestHeadersKb * 1024,
            MaxHeaders = config.MaxRequestHeaders,
            EnableTrailers = config.Http1.EnableTrailers,
            AcceptHttp10 = config.Http1.AcceptHttp10,
            AllowAbsoluteUrl = config.Http1.AllowAbsoluteUrl,
            Underscores = config.HeadersWithUnderscores,
        };
        Http2 = config.Http2 with
        {
            MaxHeaderListBytes = config.MaxRequestHeadersKb * 1024,
            MaxHeaders = config.MaxRequestHeaders,
            Underscores = config.HeadersWithUnderscores,
        };
        if (config.Routes is RouteSource.Inline inline)
            inlineTable = inline.Table;
        else
            slot = worker.Context.Routes(((RouteSource.Rds)config.Routes).Name);
        AccessLogs = [.. config.AccessLogs.Select(worker.Context.AccessLog)];
    }

    public HttpConnectionManagerConfig Config { get; }

    public HttpWorker Worker { get; }

    public IEventLoop Loop => Worker.Context.Loop;

    public HttpStats Stats => Config.Stats;

    public RequestPreparation Requests { get; }

    public ResponsePreparation Responses { get; }

    public Http1Options Parsing { get; }

    public Http2Options Http2 { get; }

    public IStreamObserver[] AccessLogs { get; }

    /// <summary>The table that a stream which begins now is routed by; null until one has come.</summary>
    public RouteTable? Routes => inlineTable ?? slot?.Current;

    public HttpStream RentStream() => free.TryPop(out var stream) ? stream : new HttpStream(this);

    public Http2ServerStream RentServerStream() => freeServerStreams.TryPop(out var stream) ? stream : new Http2ServerStream(this);

    public void Return(Http2ServerStream stream)
    {
        if (freeServerStreams.Count < KeptStreams)
            freeServerStreams.Push(stream);
    }

    public void Return(HttpStream stream)
    {
        if (free.Count < KeptStreams)
            free.Push(stream);
    }
}
