using System.Text;
using Lateen.Net.Http;
using Lateen.Net.Http2;
using Lateen.Net.Simulation;

namespace Lateen.Net.Tests.Http2;

/// <summary>One end of a session that writes down every event, the pieces of a body joined.</summary>
sealed class Http2End : IHttp2SessionHandler
{
    readonly StringBuilder log = new();

    public Http2End(Simulation.Simulation simulation, bool isServer, Http2Options? options = null)
    {
        var loop = simulation.CreateLoop(isServer ? "server" : "client");
        Connection = new MemoryConnection(loop);
        Session = new Http2Session(isServer, options ?? new Http2Options(), new Http2Resources(new HeadPool(), loop), Connection, this);
        Session.Start();
    }

    public MemoryConnection Connection { get; }

    public Http2Session Session { get; }

    public List<Http2StreamLog> Streams { get; } = [];

    /// <summary>What a server answers with; by default nothing.</summary>
    public Action<Http2StreamLog>? OnStream { get; set; }

    /// <summary>The events of the session without those of its streams.</summary>
    public string OwnLog => log.ToString();

    public string Log => log.ToString() + string.Concat(Streams.Select(s => s.Text));

    public int Closed { get; private set; }

    /// <summary>Frames by name, as they were written since the last call.</summary>
    public string TakeFrames() => Frames.Describe(Connection.Take());

    public Http2StreamLog Open(string method, string path, bool endStream)
    {
        var head = new RequestHead { Framing = endStream ? BodyFraming.None : BodyFraming.Chunked };
        head.SetMethod(Encoding.ASCII.GetBytes(method));
        head.SetPath(Encoding.ASCII.GetBytes(path));
        head.SetAuthority("a.test"u8);
        var stream = new Http2StreamLog();
        stream.Stream = Session.Open(head, endStream, stream);
        Streams.Add(stream);
        return stream;
    }

    public IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream)
    {
        var created = new Http2StreamLog { Stream = stream, Id = stream.Id, Request = head };
        created.Write($"[{stream.Id} {Encoding.Latin1.GetString(head.Method)} {Encoding.Latin1.GetString(head.Path)} {head.Framing}{(endStream ? " end" : "")}]");
        Streams.Add(created);
        OnStream?.Invoke(created);
        return created;
    }

    public void OnRequestRefused(Http2Error error) => log.Append($"[refused {error}]");

    public void OnSettings() => log.Append("[settings]");

    public void OnGoAway(int lastStreamId, Http2ErrorCode code) => log.Append($"[goaway {lastStreamId} {code}]");

    public void OnPingAck() => log.Append("[pong]");

    public void OnStreamClosed() => Closed++;

    public void OnFailed(Http2Error error) => log.Append($"[failed {error}]");
}

/// <summary>What happened on one stream.</summary>
sealed class Http2StreamLog : IHttp2StreamHandler
{
    readonly StringBuilder text = new();
    readonly StringBuilder body = new();

    public Http2Stream Stream { get; set; } = null!;

    /// <summary>The stream's number, also when it is over.</summary>
    public int Id { get; init; }

    public RequestHead? Request { get; set; }

    public ResponseHead? Response { get; private set; }

    public int BodyLength { get; private set; }

    public int Writable { get; private set; }

    public string Text => text.ToString() + body;

    public void Write(string line) => text.Append(line);

    public void OnHead(ResponseHead head, bool endStream)
    {
        Response = head;
        Write($"[{head.Status} {head.Framing}{(endStream ? " end" : "")}]");
    }

    public void OnInterim(ResponseHead head) => Write($"[interim {head.Status}]");

    public void OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        BodyLength += data.Length;
        body.Append(Encoding.Latin1.GetString(data));
        if (endStream)
            Flush("[end]");
    }

    public void OnTrailers() => Flush($"[trailers {(Request?.Trailers ?? Response!.Trailers).ToString().Trim()}]");

    public void OnReset(Http2ErrorCode code, Http2Error error) => Flush($"[reset {code} {error}]");

    public void OnWritable() => Writable++;

    void Flush(string end)
    {
        text.Append(body).Append(end);
        body.Clear();
    }
}
