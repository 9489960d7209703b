using System.Text;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;
using Lateen.Net.Simulation;

namespace Lateen.Proxy.Tests.Http;

/// <summary>A server that speaks HTTP/2 only, and answers each request as the test says: at once, or by hand.</summary>
sealed class Http2Upstream : IAcceptHandler
{
    readonly Http2Options options;
    readonly IEventLoop loop;

    public Http2Upstream(SimulatedEventLoop loop, NetAddress address, Http2Options? options = null)
    {
        this.loop = loop;
        this.options = options ?? new Http2Options();
        loop.Listen(new ListenOptions { Address = address }, this, out _);
    }

    public List<Session> Sessions { get; } = [];

    public List<Exchange> Exchanges { get; } = [];

    /// <summary>Called when a request is whole. By default it is echoed, with its trailers.</summary>
    public Action<Exchange> OnRequest { get; set; } = exchange => exchange.Echo();

    /// <summary>Called with each head, before the body.</summary>
    public Action<Exchange>? OnHead { get; set; }

    public IConnectionHandler OnAccepted(IConnection connection)
    {
        var session = new Session(this);
        Sessions.Add(session);
        return session;
    }

    public void OnAcceptPaused(int errno)
    {
    }

    public sealed class Session(Http2Upstream owner) : IConnectionHandler, IHttp2SessionHandler
    {
        public IConnection Connection { get; private set; } = null!;

        public Http2Session Http2 { get; private set; } = null!;

        public void OnConnected(IConnection connection)
        {
            Connection = connection;
            Http2 = new Http2Session(isServer: true, owner.options, new Http2Resources(new HeadPool(), owner.loop), connection, this);
            Http2.Start();
        }

        public int OnReceived(ReadOnlySpan<byte> bytes) => Http2.Receive(bytes);

        public void OnReadClosed() => Connection.Close();

        public void OnWritable() => Http2.OnWritable();

        public void OnClosed(CloseReason reason) => Http2.OnClosed(Http2ErrorCode.Cancel);

        public IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream)
        {
            var exchange = new Exchange(owner, stream, head);
            owner.Exchanges.Add(exchange);
            owner.OnHead?.Invoke(exchange);
            if (endStream)
                owner.OnRequest(exchange);
            return exchange;
        }

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

        public void OnFailed(Http2Error error) => Connection.Close();
    }

    public sealed class Exchange(Http2Upstream owner, Http2Stream stream, RequestHead head) : IHttp2StreamHandler
    {
        readonly StringBuilder body = new();

        public RequestHead Head => head;

        public string Body => body.ToString();

        public string? Reset { get; private set; }

        public bool IsWhole { get; private set; }

        public void SendHead(int status, params string[] fields)
        {
            var response = new ResponseHead { Status = status, Framing = BodyFraming.Chunked };
            foreach (var field in fields)
                response.Headers.Append(Encoding.ASCII.GetBytes(field[..field.IndexOf(':')]), Encoding.ASCII.GetBytes(field[(field.IndexOf(':') + 2)..]));
            stream.SendHead(response, endStream: false);
        }

        public void Send(string data) => stream.SendData(Encoding.Latin1.GetBytes(data), endStream: false);

        public void Finish(params string[] trailers)
        {
            var table = new HeaderTable();
            foreach (var field in trailers)
                table.Append(Encoding.ASCII.GetBytes(field[..field.IndexOf(':')]), Encoding.ASCII.GetBytes(field[(field.IndexOf(':') + 2)..]));
            stream.SendTrailers(table);
            stream.Release();
        }

        public void Cut(Http2ErrorCode code) => stream.Reset(code);

        public void Echo()
        {
            SendHead(200, "x-echo: " + Encoding.ASCII.GetString(head.Path));
            if (body.Length > 0)
                Send(Body);
            stream.SendTrailers(head.Trailers);
            stream.Release();
        }

        public void OnHead(ResponseHead response, bool endStream)
        {
        }

        public void OnInterim(ResponseHead response)
        {
        }

        public void OnData(ReadOnlySpan<byte> data, bool endStream)
        {
            body.Append(Encoding.Latin1.GetString(data));
            if (endStream)
                Complete();
        }

        public void OnTrailers() => Complete();

        public void OnReset(Http2ErrorCode code, Http2Error error) => Reset = code.ToString();

        public void OnWritable()
        {
        }

        void Complete()
        {
            IsWhole = true;
            owner.OnRequest(this);
        }
    }
}
