using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Lateen.Agent.Certificates;
using Lateen.Agent.Options;

namespace Lateen.Agent.Sockets;

/// <summary>
/// ADS for the proxy beside the agent: each of its streams becomes one to discovery, messages unchanged, with the pod's credentials. A new
/// stream ends the one before; when discovery's end closes, so does the proxy's, which comes back with its own back-off.
/// </summary>
sealed class DiscoveryRelay(AgentOptions options, CertificateSource certificates, Action<string> log)
    : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
{
    readonly DiscoveryChannel channels = new(options);
    CancellationTokenSource? active;

    public override Task StreamAggregatedResources(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext context) =>
        RelayAsync(requestStream, responseStream, context, (client, headers, ended) => client.StreamAggregatedResources(headers, cancellationToken: ended));

    public override Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream, IServerStreamWriter<DeltaDiscoveryResponse> responseStream, ServerCallContext context) =>
        RelayAsync(requestStream, responseStream, context, (client, headers, ended) => client.DeltaAggregatedResources(headers, cancellationToken: ended));

    async Task RelayAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context,
        Func<AggregatedDiscoveryService.AggregatedDiscoveryServiceClient, Metadata, CancellationToken, AsyncDuplexStreamingCall<TRequest, TResponse>> open)
        where TRequest : class, IMessage<TRequest> where TResponse : class, IMessage<TResponse>
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        if (Interlocked.Exchange(ref active, ended) is { } previous)
            await CancelAsync(previous);
        try
        {
            // Discovery tells pods apart by their certificate; the first stream waits for it.
            var certificate = await certificates.NextAsync(null, ended.Token);
            using var channel = channels.Open(options.DiscoveryAddress, certificate);
            var client = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel);
            using var call = open(client, channels.Headers(certificate), ended.Token);
            var up = CopyUpAsync(requests, call.RequestStream, ended.Token);
            try
            {
                await foreach (var response in call.ResponseStream.ReadAllAsync(ended.Token))
                    await responses.WriteAsync(response, ended.Token);
            }
            finally
            {
                await ended.CancelAsync();
                await up;
            }
        }
        catch (RpcException lost) when (!context.CancellationToken.IsCancellationRequested)
        {
            log($"the stream to discovery at {options.DiscoveryAddress} ended: {lost.StatusCode} {lost.Status.Detail}");
            throw new RpcException(new Status(StatusCode.Unavailable, $"discovery: {lost.Status.Detail}"));
        }
        catch (OperationCanceledException)
        {
            // The proxy went away or opened another stream.
        }
        finally
        {
            Interlocked.CompareExchange(ref active, null, ended);
        }
    }

    static async Task CopyUpAsync<TRequest>(IAsyncStreamReader<TRequest> from, IClientStreamWriter<TRequest> to, CancellationToken ended)
    {
        try
        {
            await foreach (var request in from.ReadAllAsync(ended))
                await to.WriteAsync(request, ended);
            await to.CompleteAsync();
        }
        catch (Exception over) when (over is OperationCanceledException or RpcException or IOException or InvalidOperationException)
        {
            // Whichever end closed first, the other direction reports why.
        }
    }

    static async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }
}
