using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>Real istiod, asked over one state-of-the-world stream as a client asks.</summary>
sealed class IstiodSide(string address, Node node, string? token = null) : IDisposable
{
    static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(60);

    readonly GrpcChannel channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        // Who the server is does not matter here; it wants to know who we are.
        HttpHandler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }, DisposeHttpClient = true,
    });
    Grpc.Core.AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse>? call;

    public async Task<IReadOnlyList<Any>> AskAsync(string type, IReadOnlyList<string> names)
    {
        var headers = new Grpc.Core.Metadata();
        if (token is not null)
            headers.Add("authorization", $"Bearer {token}");
        call ??= new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).StreamAggregatedResources(headers, cancellationToken: TestContext.Current.CancellationToken);
        var request = new DiscoveryRequest { Node = node, TypeUrl = type };
        request.ResourceNames.AddRange(names);
        await call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(AnswerDeadline);
        while (await call.ResponseStream.MoveNext(deadline.Token))
        {
            if (call.ResponseStream.Current.TypeUrl == type)
                return call.ResponseStream.Current.Resources;
        }

        throw new InvalidOperationException($"istiod ended the stream instead of answering for {type}");
    }

    public void Dispose()
    {
        call?.Dispose();
        channel.Dispose();
    }
}
