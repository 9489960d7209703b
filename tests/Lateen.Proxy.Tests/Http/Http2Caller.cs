using System.Text;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Tests.Http;

/// <summary>A client that calls over HTTP/2 and keeps what comes, call by call.</summary>
sealed class Http2Caller(IEventLoop loop) : IConnectionHandler, IHttp2SessionHandler
{
    IConnection? connection;

    public Http2Session Session { get; private set; } = null!;

    public bool IsConnected => connection is not null;

    public bool IsClosed { get; private set; }

    public List<string> Events { get; } = [];

    public Http2Call Get(string path, params string[] fields) => Call("GET", path, fields, body: null);

    /// <summary>A request; with a body it stays open until <see cref="Http2Call.Finish"/>.</summary>
    public Http2Call Call(string method, string path, string[] fields, string? body, string host = "h")
    {
        var head = new RequestHead { Framing = body is null ? BodyFraming.None : BodyFraming.Chunked, IsUpgrade = method == "WEBSOCKET" };
        if (head.IsUpgrade || method == "CONNECT")
            head.Framing = BodyFraming.Tunnel;
        head.SetMethod(Encoding.ASCII.GetBytes(method == "WEBSOCKET" ? "GET" : method));
        head.SetScheme("http"u8);
        head.SetPath(Encoding.ASCII.GetBytes(path));
        head.SetAuthority(Encoding.ASCII.GetBytes(host));
        foreach (var field in fields)
            head.Headers.Append(Encoding.ASCII.GetBytes(field[..field.IndexOf(':')]), Encoding.ASCII.GetBytes(field[(field.IndexOf(':') + 2)..]));
        var call = new Http2Call();
        call.Stream = Session.Open(head, body is null && head.Framing != BodyFraming.Tunnel, call);
        if (!string.IsNullOrEmpty(body))
            call.Stream.SendData(Encoding.Latin1.GetBytes(body), endStream: false);
        return call;
    }

    public void Abort() => connection!.Abort();

    public void OnConnected(IConnection established)
    {
        connection = established;
        Session = new Http2Session(isServer: false, new Http2Options(), new Http2Resources(new HeadPool(), loop), established, this);
        Session.Start();
    }

    public int OnReceived(ReadOnlySpan<byte> bytes) => Session.Receive(bytes);

    public void OnReadClosed() => connection!.Close();

    public void OnWritable() => Session.OnWritable();

    public void OnClosed(CloseReason reason)
    {
        IsClosed = true;
        Session?.OnClosed(Http2ErrorCode.Cancel);
    }

    public IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream) => throw new InvalidOperationException();

    public void OnRequestRefused(Http2Error error) => Events.Add($"refused {error}");

    public void OnSettings() => Events.Add("settings");

    public void OnGoAway(int lastStreamId, Http2ErrorCode code) => Events.Add($"goaway {lastStreamId} {code}");

    public void OnPingAck()
    {
    }

    public void OnStreamClosed()
    {
    }

    public void OnFailed(Http2Error error) => Events.Add($"failed {error}");
}

/// <summary>One call of <see cref="Http2Caller"/>.</summary>
sealed class Http2Call : IHttp2StreamHandler
{
    readonly StringBuilder body = new();

    public Http2Stream Stream { get; set; } = null!;

    public ResponseHead? Head { get; private set; }

    public string Body => body.ToString();

    public string Trailers => Head?.Trailers.ToString() ?? "";

    public string? Reset { get; private set; }

    public bool IsDone { get; private set; }

    public int Status => Head?.Status ?? 0;

    public string Field(string name) => Encoding.ASCII.GetString(Head!.Headers.Get(HeaderName.Of(name)));

    public void Send(string data) => Stream.SendData(Encoding.Latin1.GetBytes(data), endStream: false);

    public void Finish(params string[] trailers)
    {
        var table = new HeaderTable();
        foreach (var field in trailers)
            table.Append(Encoding.ASCII.GetBytes(field[..field.IndexOf(':')]), Encoding.ASCII.GetBytes(field[(field.IndexOf(':') + 2)..]));
        Stream.SendTrailers(table);
    }

    public void OnHead(ResponseHead head, bool endStream)
    {
        Head = head;
        IsDone |= endStream;
    }

    public void OnInterim(ResponseHead head) => body.Append($"<{head.Status}>");

    public void OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        body.Append(Encoding.Latin1.GetString(data));
        IsDone |= endStream;
    }

    public void OnTrailers() => IsDone = true;

    public void OnReset(Http2ErrorCode code, Http2Error error)
    {
        Reset = code.ToString();
        IsDone = true;
    }

    public void OnWritable()
    {
    }
}
