using System.Globalization;
using System.Text;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http1;

namespace Lateen.Proxy.Admin;

/// <summary>One connection to the admin port: requests in order, each answered whole.</summary>
sealed class AdminConnection : IConnectionHandler
{
    const long IdleNanoseconds = 60_000_000_000;
    const long LingerNanoseconds = 1_000_000_000;
    readonly AdminPages pages;
    readonly Http1RequestParser parser;
    readonly Action closed;
    readonly LoopTimer idle;
    IConnection connection = null!;
    bool closing;

    public AdminConnection(AdminPages pages, HeadPool heads, Action closed)
    {
        this.pages = pages;
        this.closed = closed;
        parser = new Http1RequestParser(Http1Options.Request with { AcceptHttp10 = true }, heads);
        idle = new LoopTimer(() => connection.Abort());
    }

    public void OnConnected(IConnection connection)
    {
        this.connection = connection;
        Rearm();
    }

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        Rearm();
        int used = 0;
        while (!closing && !connection.IsAboveHighWatermark)
        {
            Http1Event found = parser.Read(bytes[used..], out int consumed, out _);
            used += consumed;
            if (found == Http1Event.Error)
                Refuse();
            else if (found == Http1Event.NeedMore)
                break;
            else if (parser.IsComplete || found == Http1Event.End)
                Answer(parser.Head!);
        }

        if (closing)
            return bytes.Length;
        if (connection.IsAboveHighWatermark)
            connection.PauseReading();
        return used;
    }

    public void OnReadClosed() => connection.Close();

    public void OnWritable() => connection.ResumeReading();

    public void OnClosed(CloseReason reason)
    {
        connection.Loop.Cancel(idle);
        parser.ReleaseHead();
        closed();
    }

    void Rearm() => connection.Loop.Schedule(idle, IdleNanoseconds);

    void Answer(RequestHead head)
    {
        bool keep = head.KeepAlive && head.Protocol == HttpProtocol.Http11;
        AdminRequest request = AdminRequest.Parse(Encoding.Latin1.GetString(head.Method), Encoding.Latin1.GetString(head.Path));
        Write(pages.Answer(request), keep, withBody: !head.IsHead);
        parser.ReleaseHead();
    }

    void Refuse() => Write(AdminReply.BadRequest("this is no request that HTTP/1.1 allows"), keep: false, withBody: true);

    void Write(AdminReply reply, bool keep, bool withBody)
    {
        byte[] body = Encoding.UTF8.GetBytes(reply.Body);
        string head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {reply.Status} {Encoding.Latin1.GetString(ReasonPhrases.Of(reply.Status))}\r\ncontent-type: {reply.ContentType}\r\ncache-control: no-cache, max-age=0\r\nx-content-type-options: nosniff\r\ncontent-length: {body.Length}\r\n{(keep ? "" : "connection: close\r\n")}server: envoy\r\n\r\n");
        connection.Write(Encoding.Latin1.GetBytes(head));
        if (withBody)
            connection.Write(body);
        if (keep)
            return;
        closing = true;
        connection.Close(LingerNanoseconds);
    }
}
