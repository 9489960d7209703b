using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Envoy.Service.Secret.V3;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Lateen.Net;
using Lateen.Xds.Client;

namespace Lateen.Agent.InProcess;

/// <summary>
/// Carries the xDS client of a loop over gRPC: reads and writes on the thread pool, turns everything into calls posted to the loop. One response
/// is on its way to the loop at a time, so a busy loop slows the server instead of filling memory. Of the loop, except the ctor.
/// </summary>
public sealed class XdsGrpcPort : IXdsClientPort
{
    const long NanosecondsPerTick = 100;
    readonly IEventLoop loop;
    readonly Func<GrpcChannel> open;
    readonly Func<Metadata> headers;
    readonly XdsService service;
    readonly Action<string> log;
    readonly LoopTimer timer;
    XdsClient? client;
    OpenStream? current;

    /// <param name="loop">The client's loop.</param>
    /// <param name="open">Opens a channel with the credentials of the moment; called for each stream, on the thread pool.</param>
    /// <param name="headers">The headers of the moment; called for each stream, on the thread pool.</param>
    /// <param name="service">Which method to call.</param>
    /// <param name="log">Takes one line when a stream ends; any thread.</param>
    public XdsGrpcPort(IEventLoop loop, Func<GrpcChannel> open, Func<Metadata> headers, XdsService service, Action<string> log)
    {
        this.loop = loop;
        this.open = open;
        this.headers = headers;
        this.service = service;
        this.log = log;
        timer = new LoopTimer(() => client!.OnTimer());
    }

    /// <summary>Sets whom to call; once, before the client starts.</summary>
    public void Serve(XdsClient owner) => client = owner;

    public void Open()
    {
        var stream = new OpenStream();
        current = stream;
        _ = Task.Run(() => RunAsync(stream), CancellationToken.None);
    }

    public void Send(IMessage request) => current?.Requests.Writer.TryWrite(request);

    public void Close()
    {
        current?.Ending.Cancel();
        current = null;
    }

    public void WakeAfter(TimeSpan delay) => loop.Schedule(timer, delay.Ticks * NanosecondsPerTick);

    async Task RunAsync(OpenStream stream)
    {
        string reason = "the server closed the stream";
        try
        {
            using GrpcChannel channel = open();
            await CallAsync(channel, stream);
        }
        catch (RpcException problem)
        {
            reason = $"{problem.StatusCode}: {problem.Status.Detail}";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or OperationCanceledException or InvalidOperationException or System.Security.Cryptography.CryptographicException)
        {
            reason = problem.Message;
        }
        finally
        {
            stream.Requests.Writer.TryComplete();
        }

        if (!stream.Ending.IsCancellationRequested)
            log($"xDS stream ended: {reason}");
        loop.Post(_ => OnEnded(stream), null);
    }

    Task CallAsync(GrpcChannel channel, OpenStream stream)
    {
        var options = new CallOptions(headers(), cancellationToken: stream.Ending.Token);
        var aggregated = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel);
        return service switch
        {
            XdsService.AggregatedDelta => PumpAsync(aggregated.DeltaAggregatedResources(options), stream),
            XdsService.Aggregated => PumpAsync(aggregated.StreamAggregatedResources(options), stream),
            _ => PumpAsync(new SecretDiscoveryService.SecretDiscoveryServiceClient(channel).StreamSecrets(options), stream),
        };
    }

    async Task PumpAsync<TRequest, TResponse>(AsyncDuplexStreamingCall<TRequest, TResponse> call, OpenStream stream)
        where TRequest : class, IMessage
        where TResponse : class, IMessage
    {
        using (call)
        {
            await OnLoopAsync(stream, () => client!.OnOpened());
            Task writing = WriteAsync(call.RequestStream, stream);
            while (await call.ResponseStream.MoveNext(stream.Ending.Token))
            {
                TResponse response = call.ResponseStream.Current;
                await OnLoopAsync(stream, () => client!.OnResponse(response));
            }

            stream.Requests.Writer.TryComplete();
            await writing;
        }
    }

    /// <summary>What is queued is bounded by what the client has to say: one answer a response, and its subscriptions' changes.</summary>
    static async Task WriteAsync<TRequest>(IClientStreamWriter<TRequest> writer, OpenStream stream)
        where TRequest : class, IMessage
    {
        try
        {
            await foreach (IMessage request in stream.Requests.Reader.ReadAllAsync(stream.Ending.Token))
                await writer.WriteAsync((TRequest)request, stream.Ending.Token);
        }
        catch (Exception problem) when (problem is RpcException or OperationCanceledException or InvalidOperationException)
        {
            // The reading side sees the stream's end too, and reports it.
        }
    }

    /// <summary>Runs a step on the loop, unless the stream is no longer the current one, and waits until it has run.</summary>
    Task OnLoopAsync(OpenStream stream, Action step)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool posted = loop.Post(_ => Run(), null);
        return posted ? done.Task : Task.FromCanceled(new CancellationToken(canceled: true));

        void Run()
        {
            try
            {
                if (ReferenceEquals(current, stream))
                    step();
            }
            finally
            {
                done.SetResult();
            }
        }
    }

    void OnEnded(OpenStream stream)
    {
        stream.Ending.Dispose();
        if (!ReferenceEquals(current, stream))
            return;
        current = null;
        client!.OnClosed();
    }

    sealed class OpenStream
    {
        public CancellationTokenSource Ending { get; } = new();

        public Channel<IMessage> Requests { get; } = Channel.CreateUnbounded<IMessage>(new UnboundedChannelOptions { SingleReader = true });
    }
}
