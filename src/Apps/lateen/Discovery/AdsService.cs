using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Cli.Discovery;

/// <summary>The aggregated discovery service, both variants, on the plaintext and the secure port.</summary>
internal sealed class AdsService(DiscoveryContext context, ILogger<AdsService> log) : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
{
    public override Task StreamAggregatedResources(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext call) =>
        RunAsync(requestStream, responseStream, call, delta: false, (connection, stream, request) => Observe(
            connection, stream, request.TypeUrl, request.ErrorDetail?.Message, () => ((SotwServerStream)stream).OnRequest(request)));

    public override Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream, IServerStreamWriter<DeltaDiscoveryResponse> responseStream, ServerCallContext call) =>
        RunAsync(requestStream, responseStream, call, delta: true, (connection, stream, request) => Observe(
            connection, stream, request.TypeUrl, request.ErrorDetail?.Message, () => ((DeltaServerStream)stream).OnRequest(request)));

    async Task RunAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext call, bool delta, Action<AdsConnection, XdsServerStream, TRequest> handle)
        where TRequest : class
        where TResponse : class
    {
        using var connection = new AdsConnection(context, Authenticate(call), call.Peer, delta);
        context.Connections.Add(connection);
        try
        {
            await connection.RunAsync(requests, responses, (stream, request) => handle(connection, stream, request), call.CancellationToken);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            // The client has gone; the log line below says so.
        }
        catch (RpcException refusal)
        {
            log.Refused(connection.Peer?.ConnectionId ?? call.Peer, refusal.Status.Detail);
            throw;
        }
        finally
        {
            context.Connections.Remove(connection);
            log.Disconnected(connection.Peer?.ConnectionId ?? call.Peer);
        }
    }

    Credentials Authenticate(ServerCallContext call)
    {
        HttpContext http = call.GetHttpContext();
        if (!http.Request.IsHttps)
            return Credentials.None;
        if (context.Authenticator.Authenticate(http, out string reason) is { } credentials)
            return credentials;
        context.Metrics.AuthenticationFailed();
        log.NotAuthenticated("xDS", call.Peer, reason);
        throw new RpcException(new Status(StatusCode.Unauthenticated, "authentication failure"));
    }

    /// <summary>Runs one step of a stream and tells log and metrics what it did.</summary>
    void Observe(AdsConnection connection, XdsServerStream stream, string typeUrl, string? rejection, Action step)
    {
        bool isFirst = connection.Peer is null;
        (long rejected, long stale) = (stream.Counters.Rejected, stream.Counters.Stale);
        step();
        if (isFirst && connection.Peer is { } peer)
            log.Connected(peer.ConnectionId, connection.Address, string.Join(' ', peer.Identities));
        if (stream.Counters.Stale > stale)
            context.Metrics.Stale(typeUrl);
        if (stream.Counters.Rejected == rejected)
            return;
        context.Metrics.Rejected(typeUrl);
        log.Rejected(XdsTypes.ShortName(typeUrl), connection.Peer?.ConnectionId ?? connection.Address, rejection ?? "");
    }
}
