using Envoy.Config.Core.V3;
using Google.Protobuf;
using Grpc.Core;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Cli.Discovery;

/// <summary>
/// One ADS stream: pumps messages between gRPC and the stream's state machine, one at a time, and nothing else. While responses are
/// being written nothing is read, so a client that doesn't read slows only itself.
/// </summary>
internal sealed class AdsConnection : IXdsServerPort, IDisposable
{
    // A pod's and a namespace's name have at most 253 and 63 characters; what is longer is nobody's, and would fill the log.
    const int MaxNodeId = 1024;

    readonly Credentials credentials;
    readonly DiscoveryContext context;
    readonly bool delta;
    readonly Queue<IMessage> outgoing = new();
    readonly Lock gate = new();
    readonly SemaphoreSlim signal = new(0, 1);
    readonly ITimer timer;
    int changed;
    int timerFired;
    Grpc.Core.Status? end;

    public AdsConnection(DiscoveryContext context, Credentials credentials, string address, bool delta)
    {
        this.context = context;
        this.credentials = credentials;
        this.delta = delta;
        Address = address;
        Number = context.Connections.NextNumber();
        Connected = context.Time.GetUtcNow();
        string prefix = $"{context.Instance}-{Number}";
        Stream = delta ? new DeltaServerStream(this, context.Time, prefix) : new SotwServerStream(this, context.Time, prefix);
        timer = context.Time.CreateTimer(_ => Raise(ref timerFired), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long Number { get; }

    public string Address { get; }

    public DateTimeOffset Connected { get; }

    /// <summary>Told of names of secrets that the client asked for and doesn't get.</summary>
    public Action<string>? SecretsMissing { get; init; }

    /// <summary>Null before the first request.</summary>
    public XdsPeer? Peer { get; private set; }

    XdsServerStream Stream { get; }

    /// <summary>Runs until the client leaves, the server refuses it, or its credentials expire.</summary>
    public async Task RunAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, Action<XdsServerStream, TRequest> handle, CancellationToken cancellation)
        where TRequest : class
        where TResponse : class
    {
        using var expiry = new ExpirySource(context.Time, credentials.Expires, cancellation);
        Task<bool> next = requests.MoveNext(expiry.Token);
        Task wake = signal.WaitAsync(expiry.Token);
        try
        {
            while (end is null)
            {
                await Task.WhenAny(next, wake);
                // Requests go first: what a client asks for is more urgent to it than what has changed.
                if (next.IsCompleted)
                {
                    if (!await next)
                        return;
                    Step(() => handle(Stream, requests.Current));
                    // A read that outlives its call is met by the next call that gets the same pooled stream.
                    if (end is null)
                        next = requests.MoveNext(expiry.Token);
                }
                else
                {
                    await wake;
                    wake = signal.WaitAsync(expiry.Token);
                    Step(OnSignal);
                }

                while (outgoing.TryDequeue(out IMessage? response))
                    await responses.WriteAsync((TResponse)response, expiry.Token);
            }
        }
        catch (OperationCanceledException) when (expiry.IsExpired)
        {
            throw new RpcException(new Grpc.Core.Status(StatusCode.Unauthenticated, "the credentials of this stream have expired"));
        }
        finally
        {
            Step(Stream.OnClosed);
        }

        throw new RpcException(end.Value);
    }

    /// <summary>What is watched and how it stands, copied while the pump is kept still.</summary>
    public IReadOnlyList<WatchStatus> Watches()
    {
        lock (gate)
            return [.. Stream.Watches.Values.Select(WatchStatus.Of)];
    }

    public XdsOpening Open(Node node)
    {
        if (node.Id.Length > MaxNodeId || node.Id.Any(char.IsControl))
            return XdsOpening.Refuse(StatusCode.InvalidArgument, $"the node id is longer than {MaxNodeId} characters or has control characters");
        if (NodeIdentity.Mismatch(credentials, node) is { } mismatch)
            return XdsOpening.Refuse(StatusCode.PermissionDenied, mismatch);
        Peer = new XdsPeer($"{node.Id}-{Number}", node, credentials.Identities, Address, delta);
        return context.Source.Open(Peer, () => Raise(ref changed));
    }

    public void Send(IMessage response)
    {
        outgoing.Enqueue(response);
        if (response is Envoy.Service.Discovery.V3.DeltaDiscoveryResponse { TypeUrl: XdsTypes.Secret, RemovedResources.Count: > 0 } missing)
            SecretsMissing?.Invoke(string.Join(", ", missing.RemovedResources));
        context.Metrics.Pushed(response is Envoy.Service.Discovery.V3.DiscoveryResponse sotw
            ? sotw.TypeUrl
            : ((Envoy.Service.Discovery.V3.DeltaDiscoveryResponse)response).TypeUrl);
    }

    public void End(Grpc.Core.Status status) => end = status;

    public void WakeAfter(TimeSpan delay) => timer.Change(delay, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        timer.Dispose();
        signal.Dispose();
    }

    void OnSignal()
    {
        if (Interlocked.Exchange(ref timerFired, 0) == 1)
            Stream.OnTimer();
        if (Interlocked.Exchange(ref changed, 0) == 1)
            Stream.OnChanged();
    }

    void Raise(ref int flag)
    {
        if (Interlocked.Exchange(ref flag, 1) == 1)
            return;
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // The pump has a wake-up to come already, and will see this flag with it.
        }
        catch (ObjectDisposedException)
        {
            // The stream has ended; its source or timer just doesn't know yet.
        }
    }

    void Step(Action action)
    {
        lock (gate)
            action();
    }
}
