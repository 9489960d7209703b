using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http1;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>
/// One HTTP/1 connection to an upstream host. An exchange ends with the response; the connection is used again only when the request was sent
/// whole, both sides keep it alive and not a byte came beyond the response.
/// </summary>
sealed class Http1Client : PooledClient, IUpstreamExchange
{
    readonly Http1ResponseParser parser;
    UpstreamRequest? active;
    BodyFraming requestFraming;
    bool keepAlive;
    bool isDraining;

    public Http1Client(HttpPool pool, UpstreamConnection upstream)
        : base(pool, upstream) =>
        parser = new Http1ResponseParser(Http1Options.Response with { MaxHeaders = Pool.Config.MaxResponseHeaders, EnableTrailers = true }, Worker.Heads);

    public HttpProtocol Protocol => HttpProtocol.Http11;

    public override int Free => IsClosing || isDraining || active is not null ? 0 : 1;

    public override int Active => active is null ? 0 : 1;

    public override int Capacity => 1;

    public override void Start(UpstreamRequest request)
    {
        active = request;
        keepAlive = true;
        Served++;
        request.StartExchange(this);
    }

    public override void Drain()
    {
        isDraining = true;
        if (active is null && !IsClosing)
            Close();
    }

    public void SendHead(RequestHead head, bool endStream)
    {
        requestFraming = head.Framing;
        parser.Expect(head.IsHead, head.IsConnect, head.IsUpgrade);
        Http1Writer.WriteHead(Connection, head);
    }

    public void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        Http1Writer.WriteData(Connection, requestFraming, data);
        if (endStream)
            EndRequest(Worker.NoTrailers);
    }

    public void SendTrailers(HeaderTable trailers) => EndRequest(trailers);

    public void PauseReading() => Connection.PauseReading();

    public void ResumeReading() => Connection.ResumeReading();

    /// <summary>The exchange is given up: an answer half read cannot be skipped, so the connection goes.</summary>
    public void Abandon(UpstreamRequest request)
    {
        if (active != request)
            return;
        EndExchange();
        Close();
    }

    public override void OnConnected(IConnection connection)
    {
        Worker.Context.Stats.Increment(Pool.Cluster.Cluster.Stats.CxHttp1Total);
        Connection.ReadLimit = Math.Max(connection.ReadLimit, 2 * Http1Options.Response.MaxHeadBytes);
    }

    public override int OnReceived(ReadOnlySpan<byte> bytes)
    {
        Worker.Enter();
        var consumed = 0;
        while (active is { } request && !IsClosing && !request.IsResponsePaused)
        {
            var found = parser.Read(bytes[consumed..], out var used, out var data);
            consumed += used;
            if (found == Http1Event.NeedMore)
                return consumed;
            Deliver(request, found, data, hasMore: consumed < bytes.Length);
        }

        if (active is not null && !IsClosing)
            return consumed;
        // Bytes beyond the response, or without a request: whose they are cannot be known, so the connection is of no use any more.
        if (consumed < bytes.Length && !IsClosing)
            Close();
        return bytes.Length;
    }

    public override void OnReadClosed()
    {
        Worker.Enter();
        if (active is not { } request)
        {
            Close();
            return;
        }

        keepAlive = false;
        switch (parser.ReadEnd())
        {
            case Http1Event.End:
                CompleteWithData(request, [], hasMore: false);
                break;
            default:
                Fail(ResetReason.ConnectionTermination);
                break;
        }
    }

    public override void OnWritable()
    {
        Worker.Enter();
        active?.Handler?.OnDrained();
    }

    protected override void OnGone(CloseReason reason)
    {
        if (active is { } request)
            Reset(request, ResetReason.ConnectionTermination, reason.Detail);
    }

    void Deliver(UpstreamRequest request, Http1Event found, ReadOnlySpan<byte> data, bool hasMore)
    {
        switch (found)
        {
            case Http1Event.Head when parser.Head!.IsInformational:
                request.Handler?.OnInterim(parser.DetachHead()!);
                break;
            case Http1Event.Head:
                DeliverHead(request, hasMore);
                break;
            case Http1Event.Data when !parser.IsComplete:
                request.Handler?.OnData(data, endStream: false);
                break;
            case Http1Event.Data:
                CompleteWithData(request, data, hasMore);
                break;
            case Http1Event.End:
                CompleteWithTrailers(request, hasMore);
                break;
            default:
                Worker.Context.Stats.Increment(Pool.Cluster.Cluster.Stats.CxProtocolError);
                Fail(ResetReason.ProtocolError);
                break;
        }
    }

    void DeliverHead(UpstreamRequest request, bool hasMore)
    {
        var isComplete = parser.IsComplete;
        var head = parser.DetachHead()!;
        request.ResponseTrailers = head.Trailers;
        keepAlive &= head.KeepAlive && head.Framing is not (BodyFraming.UntilClose or BodyFraming.Tunnel);
        var handler = request.Handler;
        if (isComplete)
            handler = CompleteExchange(request, hasMore);
        handler?.OnHead(head, isComplete);
    }

    void CompleteWithData(UpstreamRequest request, ReadOnlySpan<byte> data, bool hasMore)
    {
        parser.ReleaseHead();
        CompleteExchange(request, hasMore)?.OnData(data, endStream: true);
    }

    void CompleteWithTrailers(UpstreamRequest request, bool hasMore)
    {
        parser.ReleaseHead();
        var trailers = request.ResponseTrailers!;
        var handler = CompleteExchange(request, hasMore);
        if (trailers.Count > 0)
            handler?.OnTrailers(trailers);
        else
            handler?.OnData([], endStream: true);
    }

    // The connection is free (or gone) before the handler learns of the end, so that what the handler starts next can use it.
    IUpstreamHandler? CompleteExchange(UpstreamRequest request, bool hasMore)
    {
        var handler = request.Detach();
        var isWhole = request.IsRequestComplete;
        EndExchange();
        if (IsWornOut)
            Worker.Context.Stats.Increment(Pool.Cluster.Cluster.Stats.CxMaxRequests);
        if (keepAlive && isWhole && !hasMore && !IsClosing && !isDraining && !IsWornOut)
            Pool.OnFree(this);
        else
            Close();
        return handler;
    }

    void EndExchange()
    {
        if (active is not { } request)
            return;
        active = null;
        request.EndExchange();
        Connection.ResumeReading();
    }

    void Fail(ResetReason reason)
    {
        var request = active!;
        Close();
        Reset(request, reason, null);
    }

    void Reset(UpstreamRequest request, ResetReason reason, string? transportFailure)
    {
        var handler = request.Detach();
        EndExchange();
        handler?.OnReset(reason, transportFailure);
    }

    void EndRequest(HeaderTable trailers)
    {
        Http1Writer.WriteEnd(Connection, requestFraming, trailers);
        if (requestFraming == BodyFraming.Tunnel)
            Connection.ShutdownWrite();
    }
}
