using System.Text;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http1;
using Lateen.Net.Simulation;

namespace Lateen.Proxy.Tests.Http;

/// <summary>
/// Servers that answer as the test says: every whole request is written down, and <see cref="Answer"/> gives the bytes that go back (null: none, "close": the
/// connection is closed, "reset": it is reset).
/// </summary>
sealed class UpstreamScript : IAcceptHandler
{
    public UpstreamScript(SimulatedEventLoop loop, int hosts)
    {
        for (var i = 0; i < hosts; i++)
            loop.Listen(new ListenOptions { Address = NetAddress.IPv4(0x0a000002, (ushort)(80 + i)) }, this, out _);
    }

    public const string Ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    /// <summary>Heads and bodies of the requests that came whole.</summary>
    public List<string> Requests { get; } = [];

    public List<Connection> Connections { get; } = [];

    public Func<string, string?> Answer { get; set; } = _ => Ok;

    /// <summary>Asked when a head is complete, before its body.</summary>
    public Func<string, string?>? AnswerToHead { get; set; }

    /// <summary>Set where a test counts allocations: answers with these bytes and writes nothing down.</summary>
    public byte[]? FixedAnswer { get; set; }

    public int FixedAnswers { get; set; }

    IConnectionHandler IAcceptHandler.OnAccepted(IConnection connection)
    {
        var accepted = new Connection(this);
        Connections.Add(accepted);
        return accepted;
    }

    void IAcceptHandler.OnAcceptPaused(int errno)
    {
    }

    public sealed class Connection(UpstreamScript script) : IConnectionHandler
    {
        readonly Http1RequestParser parser = new(Http1Options.Request with { EnableTrailers = true }, new HeadPool());
        readonly StringBuilder body = new();
        IConnection connection = null!;

        public bool IsReadClosed { get; private set; }

        public bool IsClosed { get; private set; }

        public string Raw { get; private set; } = "";

        public void Send(string text)
        {
            if (text == "close")
                connection.Close();
            else if (text == "reset")
                connection.Abort();
            else
                connection.Write(Encoding.Latin1.GetBytes(text));
        }

        public void Pause() => connection.PauseReading();

        public void Resume() => connection.ResumeReading();

        void IConnectionHandler.OnConnected(IConnection established) => connection = established;

        int IConnectionHandler.OnReceived(ReadOnlySpan<byte> bytes)
        {
            var consumed = 0;
            if (script.FixedAnswer is null)
                Raw += Encoding.Latin1.GetString(bytes);
            while (true)
            {
                var found = parser.Read(bytes[consumed..], out var used, out var data);
                consumed += used;
                if (found is Http1Event.NeedMore or Http1Event.Error)
                    return bytes.Length - consumed == 0 || found == Http1Event.NeedMore ? consumed : bytes.Length;
                if (found == Http1Event.Head && script.AnswerToHead?.Invoke(parser.Head!.ToString()) is { } early)
                    Send(early);
                if (!data.IsEmpty && script.FixedAnswer is null)
                    body.Append(Encoding.Latin1.GetString(data));
                if (parser.IsComplete)
                    Complete();
            }
        }

        void IConnectionHandler.OnReadClosed()
        {
            IsReadClosed = true;
            connection.ShutdownWrite();
        }

        void IConnectionHandler.OnWritable()
        {
        }

        void IConnectionHandler.OnClosed(CloseReason reason) => IsClosed = true;

        void Complete()
        {
            if (script.FixedAnswer is { } answer)
            {
                parser.ReleaseHead();
                script.FixedAnswers++;
                connection.Write(answer);
                return;
            }

            var request = parser.Head! + body.ToString() + (parser.Head!.Trailers.Count > 0 ? "|" + parser.Head.Trailers : "");
            body.Clear();
            parser.ReleaseHead();
            script.Requests.Add(request);
            if (script.Answer(request) is { } text)
                Send(text);
        }
    }
}
