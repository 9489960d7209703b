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
sealed class Http1Client : IConnectionHandler, ITimerHandler
{
    readonly HttpPool pool;
    readonly HttpWorker worker;
    readonly Http1ResponseParser parser;
    readonly LoopTimer idleTimer;
    UpstreamConnection? upstream;
    IConnection? connection;
    UpstreamRequest? active;
    BodyFraming requestFraming;
    uint requests;
    bool keepAlive;
    bool isOpen;
    bool isClosing;
    string? localAddress;

    Http1Client(HttpPool pool, HostState host)
    {
        this.pool = pool;
        worker = pool.Worker;
        Host = host;
        parser = new Http1ResponseParser(Http1Options.Response with { MaxHeaders = pool.Config.MaxResponseHeaders, EnableTrailers = true }, worker.Heads);
        idleTimer = new LoopTimer(this);
    }

    public HostState Host { get; }

    public bool IsIdle { get; set; }

    public Http1Client? NextIdle { get; set; }

    public Http1Client? PreviousIdle { get; set; }

    public bool IsAboveHighWatermark => connection?.IsAboveHighWatermark ?? false;

    /// <summary>Our end of the connection as ip:port, made once, for logs.</summary>
    public string LocalAddressText => localAddress ??= connection?.LocalAddress.ToString() ?? "";

    /// <summary>The TLS session; null on a plain connection.</summary>
    public ITlsSession? Tls => connection?.Tls;

    /// <summary>Null when a limit on connections forbids it.</summary>
    public static Http1Client? TryConnect(HttpPool pool, HostState host, in UpstreamConnectRequest request)
    {
        var client = new Http1Client(pool, host);
        client.upstream = UpstreamConnection.TryOpen(pool.Worker.Context, pool.Cluster, host, request, client);
        return client.upstream is null ? null : client;
    }

    /// <summary>Begins an exchange on an idle connection.</summary>
    public void Start(UpstreamRequest request)
    {
        active = request;
        keepAlive = true;
        requests++;
        request.Attach(this);
        request.Handler!.OnReady(request);
    }

    public void SendHead(RequestHead head, bool endStream)
    {
        requestFraming = head.Framing;
        parser.Expect(head.IsHead, head.IsConnect, head.IsUpgrade);
        if (connection is not null)
            Http1Writer.WriteHead(connection, head);
    }

    public void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (connection is null)
            return;
        Http1Writer.WriteData(connection, requestFraming, data);
        if (endStream)
            EndRequest(worker.NoTrailers);
    }

    public void SendTrailers(HeaderTable trailers) => EndRequest(trailers);

    public void PauseReading() => connection?.PauseReading();

    public void ResumeReading() => connection?.ResumeReading();

    /// <summary>The exchange is given up: an answer half read cannot be skipped, so the connection goes.</summary>
    public void Abandon(UpstreamRequest request)
    {
        if (active != request)
            return;
        EndExchange();
        Close();
    }

    /// <summary>Closes an idle or spoiled connection. What the server has not taken by now is of no use to it.</summary>
    public void Close()
    {
        isClosing = true;
        if (connection is { PendingBytes: > 0 })
            connection.Abort();
        else
            connection?.Close();
    }

    public void ArmIdleTimeout()
    {
        if (pool.Config.IdleTimeout > TimeSpan.Zero)
            worker.Context.Loop.Schedule(idleTimer, pool.Config.IdleTimeout.Ticks * 100);
    }

    public void CancelIdleTimeout() => worker.Context.Loop.Cancel(idleTimer);

    void IConnectionHandler.OnConnected(IConnection established)
    {
        worker.Enter();
        connection = established;
        isOpen = true;
        connection.ReadLimit = Math.Max(connection.ReadLimit, 2 * Http1Options.Response.MaxHeadBytes);
        pool.OnConnected(this);
    }

    int IConnectionHandler.OnReceived(ReadOnlySpan<byte> bytes)
    {
        worker.Enter();
        var consumed = 0;
        while (active is { } request && !isClosing && !request.IsResponsePaused)
        {
            var found = parser.Read(bytes[consumed..], out var used, out var data);
            consumed += used;
            if (found == Http1Event.NeedMore)
                return consumed;
            Deliver(request, found, data, hasMore: consumed < bytes.Length);
        }

        if (active is not null && !isClosing)
            return consumed;
        // Bytes beyond the response, or without a request: whose they are cannot be known, so the connection is of no use any more.
        if (consumed < bytes.Length && !isClosing)
            Close();
        return bytes.Length;
    }

    void IConnectionHandler.OnReadClosed()
    {
        worker.Enter();
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

    void IConnectionHandler.OnWritable()
    {
        worker.Enter();
        active?.Handler?.OnDrained();
    }

    void IConnectionHandler.OnClosed(CloseReason reason)
    {
        worker.Enter();
        CancelIdleTimeout();
        if (!isOpen)
        {
            pool.OnConnectFailed(Host, ReasonOf(upstream!), upstream!.FailureReason);
            return;
        }

        isClosing = true;
        connection = null;
        upstream!.Release(reason, active is not null);
        pool.OnClosed(this);
        if (active is { } request)
            Reset(request, ResetReason.ConnectionTermination, reason.Detail);
    }

    void ITimerHandler.OnTimer(LoopTimer timer)
    {
        worker.Enter();
        worker.Context.Stats.Increment(pool.Cluster.Cluster.Stats.CxIdleTimeout);
        Close();
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
                worker.Context.Stats.Increment(pool.Cluster.Cluster.Stats.CxProtocolError);
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
        if (keepAlive && isWhole && !hasMore && !isClosing && !IsWornOut())
            pool.OnFree(this);
        else
            Close();
        return handler;
    }

    bool IsWornOut()
    {
        if (pool.Config.MaxRequestsPerConnection == 0 || requests < pool.Config.MaxRequestsPerConnection)
            return false;
        worker.Context.Stats.Increment(pool.Cluster.Cluster.Stats.CxMaxRequests);
        return true;
    }

    void EndExchange()
    {
        if (active is not { } request)
            return;
        active = null;
        pool.OnExchangeEnded(request.Host);
        worker.Retire(request);
        connection?.ResumeReading();
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
        if (connection is null)
            return;
        Http1Writer.WriteEnd(connection, requestFraming, trailers);
        if (requestFraming == BodyFraming.Tunnel)
            connection.ShutdownWrite();
    }

    static ResetReason ReasonOf(UpstreamConnection upstream) =>
        upstream.Failure == UpstreamFailure.ConnectTimeout ? ResetReason.ConnectionTimeout : ResetReason.RemoteConnectionFailure;
}
