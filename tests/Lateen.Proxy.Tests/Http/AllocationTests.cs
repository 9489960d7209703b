using Lateen.Net;
using Lateen.Net.Epoll;
using Lateen.Net.Http;
using Lateen.Net.Http1;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Tests.Http;

/// <summary>
/// The budget of the hot path: nothing. Client, proxy and upstream run by turns on the test's thread, over loopback sockets, so that whatever any of
/// them allocates is seen.
/// </summary>
public sealed class AllocationTests : IDisposable
{
    readonly EpollEventLoop worker = new("worker");
    readonly EpollEventLoop peers = new("peers");

    [Fact]
    public void Ten_thousand_requests_allocate_nothing()
    {
        var client = Start();
        RunUntil(() => client.Answers >= 3000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunUntil(() => client.Answers >= 13000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // Below a byte per request: what grows once (a histogram that sees a new bucket) may fall into the measured time.
        Assert.True(allocated < 10_000, $"{allocated} bytes for 10,000 requests");
    }

    [Fact]
    public void Ten_thousand_requests_of_HTTP2_allocate_nothing()
    {
        var client = StartHttp2();
        RunUntil(() => client.Answers >= 3000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunUntil(() => client.Answers >= 13000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 10_000, $"{allocated} bytes for 10,000 requests");
    }

    public void Dispose()
    {
        worker.Dispose();
        peers.Dispose();
    }

    void RunUntil(Func<bool> done)
    {
        while (!done())
        {
            peers.RunOnce(0);
            worker.RunOnce(0);
        }
    }

    CountingClient Start()
    {
        var upstream = peers.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(() => new Answerer()), out _)!;
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var context = HttpRig.CreateContext(worker, registry, upstream.LocalAddress);
        var server = new HttpServer(HttpRig.CreateConfig(registry), HttpWorker.Of(context));
        var downstream = new FixedDownstream();
        var proxy = worker.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(() => new Http1Connection(server, downstream)), out _)!;
        var client = new CountingClient();
        peers.Connect(new ConnectOptions(proxy.LocalAddress), client);
        return client;
    }

    Http2Load StartHttp2()
    {
        var upstream = peers.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(() => new Http2Answerer(peers)), out _)!;
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var context = HttpRig.CreateContext(worker, registry, upstream.LocalAddress, UpstreamProtocol.Http2);
        var server = new HttpServer(HttpRig.CreateConfig(registry), HttpWorker.Of(context));
        var downstream = new FixedDownstream();
        var proxy = worker.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(() => new Http2Connection(server, downstream)), out _)!;
        var client = new Http2Load(peers);
        peers.Connect(new ConnectOptions(proxy.LocalAddress), client);
        return client;
    }

    sealed class Acceptor(Func<IConnectionHandler> create) : IAcceptHandler
    {
        public IConnectionHandler OnAccepted(IConnection connection) => create();

        public void OnAcceptPaused(int errno)
        {
        }
    }

    sealed class FixedDownstream : IDownstream
    {
        public ConnectionInfo Info { get; } = new() { Id = 1, RemoteIp = "127.0.0.1", RemoteAddress = "127.0.0.1:1" };

        public IReadOnlyDictionary<string, object>? FilterState => null;

        public NetAddress OriginalDestination => default;

        public int BufferLimit => 1 << 20;

        public bool IsDraining => false;

        public void Finish(CloseReason reason)
        {
        }
    }

    /// <summary>Answers every request with the same bytes.</summary>
    sealed class Answerer : IConnectionHandler
    {
        static readonly byte[] Answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-a: b\r\n\r\nok"u8.ToArray();
        readonly Http1RequestParser parser = new(Http1Options.Request, new HeadPool());
        IConnection connection = null!;

        public void OnConnected(IConnection established) => connection = established;

        public int OnReceived(ReadOnlySpan<byte> bytes)
        {
            parser.Read(bytes, out var consumed, out _);
            if (parser.IsComplete)
            {
                parser.ReleaseHead();
                connection.Write(Answer);
            }

            return consumed;
        }

        public void OnReadClosed() => connection.Close();

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason)
        {
        }
    }
}
