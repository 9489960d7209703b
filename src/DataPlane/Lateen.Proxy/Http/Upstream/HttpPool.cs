using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>
/// HTTP/1 connections of one worker to one host, one request at a time each. The connection used last is used first, so that the others can
/// grow idle and go. Requests without a connection wait in order; every waiting request asks for a connection unless one is being made for it.
/// </summary>
sealed class HttpPool(HttpWorker worker, WorkerCluster cluster, RoutingPriority priority, UpstreamTransportOptions transport)
{
    readonly CircuitBreaker breaker = cluster.Cluster.Breaker(priority);
    readonly ClusterStats stats = cluster.Cluster.Stats;
    Http1Client? firstIdle;
    UpstreamRequest? firstPending;
    UpstreamRequest? lastPending;
    int connecting;
    int pending;
    int open;
    bool isDraining;

    public HttpWorker Worker => worker;

    public WorkerCluster Cluster => cluster;

    public UpstreamHttpConfig Config => cluster.Config.Http;

    StatsShard Shard => worker.Context.Stats;

    /// <summary>
    /// Starts an attempt. The handler gets OnReady, inside this call when a connection is idle, or OnReset later. Null when a circuit
    /// breaker refuses it (overflow).
    /// </summary>
    public UpstreamRequest? Begin(HostState host, IUpstreamHandler handler)
    {
        Shard.Increment(stats.RqTotal);
        if (firstIdle is { } client)
            return BeginOn(client, host, handler);
        if (!breaker.TryReservePendingRequest())
        {
            Shard.Increment(stats.RqPendingOverflow);
            return null;
        }

        var request = worker.RentRequest();
        request.Begin(this, host, handler);
        Enqueue(request);
        if (connecting < pending && !Connect(host) && open + connecting == 0)
        {
            RemovePending(request);
            worker.Retire(request);
            return null;
        }

        return request;
    }

    /// <summary>The attempt's owner has given it up.</summary>
    public void Cancel(UpstreamRequest request)
    {
        Shard.Increment(stats.RqCancelled);
        if (request.IsPending)
        {
            RemovePending(request);
            worker.Retire(request);
        }
        else
        {
            request.Client?.Abandon(request);
        }
    }

    /// <summary>No new requests will come: idle connections close now, the others after their request.</summary>
    public void Drain()
    {
        isDraining = true;
        while (firstIdle is { } client)
        {
            RemoveIdle(client);
            client.Close();
        }
    }

    /// <summary>A connection is ready for the first time.</summary>
    public void OnConnected(Http1Client client)
    {
        connecting--;
        open++;
        Shard.Increment(stats.CxHttp1Total);
        Offer(client);
    }

    /// <summary>A connection is free again.</summary>
    public void OnFree(Http1Client client) => Offer(client);

    /// <summary>A connection could not be made: everybody who waits is told, as in Envoy; retries come back to the end of the queue.</summary>
    public void OnConnectFailed(HostState host, ResetReason reason, string? transportFailure)
    {
        connecting--;
        var failed = firstPending;
        firstPending = lastPending = null;
        while (failed is { } request)
        {
            failed = request.Next;
            Leave(request);
            Shard.Increment(stats.RqPendingFailureEject);
            var handler = request.Detach();
            worker.Retire(request);
            handler?.OnReset(reason, transportFailure);
        }

        ConnectIfNeeded(host);
    }

    /// <summary>An open connection has ended.</summary>
    public void OnClosed(Http1Client client)
    {
        open--;
        RemoveIdle(client);
        ConnectIfNeeded(client.Host);
    }

    /// <summary>An exchange is over: its reservations are given back.</summary>
    public void OnExchangeEnded(HostState host)
    {
        breaker.Requests.Release();
        host.Host.ActiveRequests.Release();
        Shard.Decrement(stats.RqActive);
    }

    UpstreamRequest? BeginOn(Http1Client client, HostState host, IUpstreamHandler handler)
    {
        if (!TryReserveRequest(host))
            return null;
        var request = worker.RentRequest();
        request.Begin(this, host, handler);
        RemoveIdle(client);
        client.Start(request);
        return request;
    }

    bool TryReserveRequest(HostState host)
    {
        if (!breaker.TryReserveRequest())
        {
            Shard.Increment(stats.RqActiveOverflow);
            return false;
        }

        host.Host.ActiveRequests.Add();
        host.Host.Totals.AddRequest();
        Shard.Increment(stats.RqActive);
        return true;
    }

    void Offer(Http1Client client)
    {
        while (firstPending is { } request)
        {
            RemovePending(request);
            if (TryReserveRequest(request.Host))
            {
                client.Start(request);
                return;
            }

            var handler = request.Detach();
            worker.Retire(request);
            handler?.OnReset(ResetReason.Overflow, null);
        }

        if (isDraining)
            client.Close();
        else
            AddIdle(client);
    }

    bool Connect(HostState host)
    {
        var request = new UpstreamConnectRequest { Priority = priority, Transport = transport, MayExceedLimit = open + connecting == 0 };
        var client = Http1Client.TryConnect(this, host, request);
        if (client is not null)
            connecting++;
        return client is not null;
    }

    void ConnectIfNeeded(HostState host)
    {
        while (connecting < pending && Connect(firstPending?.Host ?? host))
        {
        }
    }

    void Enqueue(UpstreamRequest request)
    {
        request.IsPending = true;
        request.Previous = lastPending;
        request.Next = null;
        if (lastPending is { } last)
            last.Next = request;
        else
            firstPending = request;
        lastPending = request;
        pending++;
        Shard.Increment(stats.RqPendingTotal);
        Shard.Increment(stats.RqPendingActive);
    }

    void RemovePending(UpstreamRequest request)
    {
        if (request.Previous is { } previous)
            previous.Next = request.Next;
        else
            firstPending = request.Next;
        if (request.Next is { } next)
            next.Previous = request.Previous;
        else
            lastPending = request.Previous;
        Leave(request);
    }

    void Leave(UpstreamRequest request)
    {
        request.IsPending = false;
        request.Next = request.Previous = null;
        pending--;
        breaker.PendingRequests.Release();
        Shard.Decrement(stats.RqPendingActive);
    }

    void AddIdle(Http1Client client)
    {
        client.IsIdle = true;
        client.NextIdle = firstIdle;
        client.PreviousIdle = null;
        if (firstIdle is { } first)
            first.PreviousIdle = client;
        firstIdle = client;
        client.ArmIdleTimeout();
    }

    void RemoveIdle(Http1Client client)
    {
        if (!client.IsIdle)
            return;
        client.IsIdle = false;
        client.CancelIdleTimeout();
        if (client.PreviousIdle is { } previous)
            previous.NextIdle = client.NextIdle;
        else
            firstIdle = client.NextIdle;
        if (client.NextIdle is { } next)
            next.PreviousIdle = client.PreviousIdle;
        client.NextIdle = client.PreviousIdle = null;
    }
}
