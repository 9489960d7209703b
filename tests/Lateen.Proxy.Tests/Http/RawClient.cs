using System.Text;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http1;

namespace Lateen.Proxy.Tests.Http;

/// <summary>A client that sends text as it is and keeps what comes.</summary>
sealed class RawClient : IConnectionHandler
{
    readonly MemoryStream received = new();
    IConnection? connection;

    public bool IsConnected => connection is not null;

    public bool IsReadClosed { get; private set; }

    public bool IsClosed { get; private set; }

    public CloseReason Reason { get; private set; }

    /// <summary>Everything that came.</summary>
    public string Text => Encoding.Latin1.GetString(received.GetBuffer(), 0, (int)received.Length);

    public int Length => (int)received.Length;

    /// <summary>Whether a whole response (not a 1xx) has come.</summary>
    public bool HasResponse => Responses(toHead: false) > 0;

    /// <summary>How many whole responses have come.</summary>
    public int Responses(bool toHead)
    {
        var parser = new Http1ResponseParser(Http1Options.Response with { EnableTrailers = true }, new HeadPool());
        parser.Expect(toHead, toConnect: false, toUpgrade: true);
        var (at, count) = (0, 0);
        while (true)
        {
            var found = parser.Read(received.GetBuffer().AsSpan(at, (int)received.Length - at), out var used, out _);
            at += used;
            if (found is Http1Event.NeedMore or Http1Event.Error)
                return count;
            if (found == Http1Event.Head && parser.Head!.IsInformational)
                parser.ReleaseHead();
            if (!parser.IsComplete)
                continue;
            count++;
            parser.ReleaseHead();
            parser.Expect(toHead, toConnect: false, toUpgrade: true);
        }
    }

    public void Forget() => received.SetLength(0);

    public void Send(string text) => connection!.Write(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes) => connection!.Write(bytes);

    public void Finish() => connection!.ShutdownWrite();

    public void Abort() => connection!.Abort();

    public void Pause() => connection!.PauseReading();

    public void Resume() => connection!.ResumeReading();

    void IConnectionHandler.OnConnected(IConnection established) => connection = established;

    int IConnectionHandler.OnReceived(ReadOnlySpan<byte> bytes)
    {
        received.Write(bytes);
        return bytes.Length;
    }

    void IConnectionHandler.OnReadClosed()
    {
        IsReadClosed = true;
        connection!.ShutdownWrite();
    }

    void IConnectionHandler.OnWritable()
    {
    }

    void IConnectionHandler.OnClosed(CloseReason reason)
    {
        IsClosed = true;
        Reason = reason;
    }
}
