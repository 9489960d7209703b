using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>
/// HTTP connections of one worker to one host. The connection used last is used first, so that the others can grow idle and go. Requests without
/// a connection wait in order; they ask for as many connections as they need, going by how many requests one takes at once: one (HTTP/1), or as many
/// as both sides allow (HTTP/2).
/// </summary>
/// <param name="protocol">Http1, Http2, or Negotiated.</param>
sealed class HttpPool(HttpWorker worker, WorkerCluster cluster, RoutingPriority priority, UpstreamTransportOptions transport, UpstreamProtocol protocol)
{
    readonly CircuitBreaker breaker = cluster.Cluster.Breaker(priority);
    readonly ClusterStats stats = cluster.Cluster.Stats;
    PooledClient? firstReady;
    UpstreamRequest? firstPending;
    UpstreamRequest? lastPending;
    int connecting;
    int pending;
    int open;
    int capacity = protocol == UpstreamProtocol.Http1 ? 1 : cluster.Config.Http.Http2.MaxConcurrentStreams;
    bool isDraining;

    public HttpWorker Worker => worker;

    public WorkerCluster Cluster => cluster;

    public UpstreamHttpConfig Config => cluster.Config.Http;

    public UpstreamProtocol Protocol => protocol;

    /// <summary>Requests that a connection takes at once, going by the last one that told.</summary>
    public int Capacity => capacity;

    StatsShard Shard => worker.Context.Stats;

    /// <summary>
    /// Starts an attempt. The handler gets OnReady, inside this call when a connection is idle, or OnReset later. Null when a circuit
    /// breaker refuses it (overflow).
    /// </summary>
    public UpstreamRequest? Begin(HostState host, IUpstreamHandler handler)
    {
        Shard.Increment(stats.RqTotal);
        if (Ready() is { } client)
            return BeginOn(client, host, handler);
        if (!breaker.TryReservePendingRequest())
        {
            Shard.Increment(stats.RqPendingOverflow);
            return null;
        }

        var request = worker.RentRequest();
        request.Begin(this, host, handler);
        Enqueue(request);
        if (IsShort && !Connect(host) && open + connecting == 0)
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
            request.Exchange?.Abandon(request);
        }
    }

    /// <summary>No new requests will come: idle connections close now, the others after their request.</summary>
    public void Drain()
    {
        isDraining = true;
        while (firstReady is { } client)
        {
            RemoveReady(client);
            client.Drain();
        }
    }

    /// <summary>A connection is ready for the first time.</summary>
    public void OnConnected(PooledClient client)
    {
        connecting--;
        open++;
        OnCapacity(client);
    }

    /// <summary>It is known how many requests a connection takes.</summary>
    public void OnCapacity(PooledClient client)
    {
        capacity = Math.Max(1, client.Capacity);
        Offer(client);
        ConnectIfNeeded(client.Host);
    }

    /// <summary>A connection has room, perhaps again.</summary>
    public void OnFree(PooledClient client) => Offer(client);

    /// <summary>A connection takes no more requests.</summary>
    public void OnFull(PooledClient client) => RemoveReady(client);

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
    public void OnClosed(PooledClient client)
    {
        open--;
        RemoveReady(client);
        ConnectIfNeeded(client.Host);
    }

    /// <summary>An exchange is over: its reservations are given back.</summary>
    public void OnExchangeEnded(UpstreamRequest request)
    {
        breaker.Requests.Release();
        request.Host.Host.ActiveRequests.Release();
        Shard.Decrement(stats.RqActive);
        worker.Retire(request);
    }

    UpstreamRequest? BeginOn(PooledClient client, HostState host, IUpstreamHandler handler)
    {
        if (!TryReserveRequest(host))
            return null;
        var request = worker.RentRequest();
        request.Begin(this, host, handler);
        StartOn(client, request);
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

    // A connection may have lost its room since it was listed: by the server's new settings, or its own age.
    PooledClient? Ready()
    {
        while (firstReady is { Free: 0 } full)
            RemoveReady(full);
        return firstReady;
    }

    void StartOn(PooledClient client, UpstreamRequest request)
    {
        client.CancelIdleTimeout();
        // Out of the list first, when this is the last place: whatever the request's owner does next must not find it.
        if (client.Free <= 1)
            RemoveReady(client);
        client.Start(request);
    }

    void Offer(PooledClient client)
    {
        while (client.Free > 0 && firstPending is { } request)
        {
            RemovePending(request);
            if (TryReserveRequest(request.Host))
            {
                StartOn(client, request);
                continue;
            }

            var handler = request.Detach();
            worker.Retire(request);
            handler?.OnReset(ResetReason.Overflow, null);
        }

        if (isDraining)
            client.Drain();
        else if (client.Free > 0)
            AddReady(client);
    }

    // Whether more requests wait than the connections that are being made can take.
    bool IsShort => (long)connecting * capacity < pending;

    bool Connect(HostState host)
    {
        var request = new UpstreamConnectRequest { Priority = priority, Transport = transport, MayExceedLimit = open + connecting == 0 };
        if (!ConnectAttempt.TryStart(this, host, request))
            return false;
        connecting++;
        return true;
    }

    void ConnectIfNeeded(HostState host)
    {
        while (IsShort && Connect(firstPending?.Host ?? host))
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

    void AddReady(PooledClient client)
    {
        if (client.Active == 0)
            client.ArmIdleTimeout();
        if (client.IsReady)
            return;
        client.IsReady = true;
        client.NextReady = firstReady;
        client.PreviousReady = null;
        if (firstReady is { } first)
            first.PreviousReady = client;
        firstReady = client;
    }

    void RemoveReady(PooledClient client)
    {
        if (!client.IsReady)
            return;
        client.IsReady = false;
        client.CancelIdleTimeout();
        if (client.PreviousReady is { } previous)
            previous.NextReady = client.NextReady;
        else
            firstReady = client.NextReady;
        if (client.NextReady is { } next)
            next.PreviousReady = client.PreviousReady;
        client.NextReady = client.PreviousReady = null;
    }
}
