using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Tests.Http;

/// <summary>One end of a connection that keeps its objects: whatever is allocated beside it is the proxy's.</summary>
abstract class Http2Peer(IEventLoop loop, bool isServer) : IConnectionHandler, IHttp2SessionHandler
{
    protected HeadPool Heads { get; } = new();

    protected Http2Session Session { get; private set; } = null!;

    public void OnConnected(IConnection connection)
    {
        Session = new Http2Session(isServer, new Http2Options(), new Http2Resources(Heads, loop), connection, this);
        Session.Start();
        OnStarted();
    }

    public int OnReceived(ReadOnlySpan<byte> bytes) => Session.Receive(bytes);

    public void OnReadClosed()
    {
    }

    public void OnWritable() => Session.OnWritable();

    public void OnClosed(CloseReason reason) => Session.OnClosed(Http2ErrorCode.Cancel);

    public abstract IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream);

    public void OnRequestRefused(Http2Error error)
    {
    }

    public void OnSettings()
    {
    }

    public void OnGoAway(int lastStreamId, Http2ErrorCode code)
    {
    }

    public void OnPingAck()
    {
    }

    public void OnStreamClosed()
    {
    }

    public void OnFailed(Http2Error error)
    {
    }

    protected virtual void OnStarted()
    {
    }
}

/// <summary>Keeps a number of calls under way, for ever.</summary>
sealed class Http2Load(IEventLoop loop) : Http2Peer(loop, isServer: false)
{
    const int Calls = 8;
    readonly RequestHead head = new();

    public int Answers { get; private set; }

    public override IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead request, bool endStream) => throw new InvalidOperationException();

    protected override void OnStarted()
    {
        head.SetMethod("GET"u8);
        head.SetScheme("http"u8);
        head.SetPath("/a/b?c"u8);
        head.SetAuthority("h"u8);
        head.Headers.Append("user-agent"u8, "load"u8);
        head.Headers.Append("x-a"u8, "b"u8);
        for (var i = 0; i < Calls; i++)
            new Call(this).Start();
    }

    sealed class Call(Http2Load owner) : IHttp2StreamHandler
    {
        Http2Stream stream = null!;

        public void Start() => stream = owner.Session.Open(owner.head, endStream: true, this);

        public void OnHead(ResponseHead head, bool endStream) => owner.Heads.Return(head);

        public void OnInterim(ResponseHead head) => owner.Heads.Return(head);

        public void OnData(ReadOnlySpan<byte> data, bool endStream)
        {
            if (!endStream)
                return;
            owner.Answers++;
            stream.Release();
            Start();
        }

        public void OnTrailers()
        {
        }

        // Only at the very end, when the loops stop: a call that is lost before never adds to the answers.
        public void OnReset(Http2ErrorCode code, Http2Error error)
        {
        }

        public void OnWritable()
        {
        }
    }
}

/// <summary>Answers every request with the same.</summary>
sealed class Http2Answerer(IEventLoop loop) : Http2Peer(loop, isServer: true), IHttp2StreamHandler
{
    readonly ResponseHead answer = new() { Status = 200, Framing = BodyFraming.Chunked };

    public override IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream)
    {
        Heads.Return(head);
        stream.SendHead(answer, endStream: false);
        stream.SendData("ok"u8, endStream: true);
        stream.Release();
        return this;
    }

    public void OnHead(ResponseHead head, bool endStream)
    {
    }

    public void OnInterim(ResponseHead head)
    {
    }

    public void OnData(ReadOnlySpan<byte> data, bool endStream)
    {
    }

    public void OnTrailers()
    {
    }

    public void OnReset(Http2ErrorCode code, Http2Error error)
    {
    }

    void IHttp2StreamHandler.OnWritable()
    {
    }
}
