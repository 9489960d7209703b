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
        Credentials credentials = Authenticate(call);
        using var connection = new AdsConnection(context, credentials, call.Peer, delta)
        {
            SecretsMissing = names => OnSecretsMissing(call.Peer, credentials, names),
        };
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

    /// <summary>The proxy goes on without them, and cannot say why: this line can.</summary>
    void OnSecretsMissing(string address, Credentials credentials, string names)
    {
        context.Metrics.SecretMissing();
        log.NoSecret(credentials.Identities.Count > 0 ? credentials.Identities[0] : address, names, credentials.Identities.Count > 0
            ? "its namespace has no such Secret, or the Secret lacks what is asked for (tls.crt and tls.key; ca.crt for names that end in -cacert)"
            : "secrets go only to proxies that prove who they are, on the secure port");
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
