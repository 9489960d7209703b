using System.Text;
using Lateen.Net;
using Lateen.Net.Tls;

namespace Lateen.Story.Tests.Rigs;

/// <summary>An application that sends one HTTP/1.1 request, or anything else, and keeps what comes back.</summary>
sealed class StoryClient : IConnectionHandler
{
    readonly StringBuilder heard = new();
    readonly string request;
    IConnection? connection;

    StoryClient(string request) => this.request = request;

    public string Heard => heard.ToString();

    public bool IsDone { get; private set; }

    /// <summary>0 until a status line has come.</summary>
    public int Status => Heard.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(Heard.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>Null until the head has come.</summary>
    public string? Body => Heard.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end ? Heard[(end + 4)..] : null;

    public static StoryClient Send(IEventLoop loop, NetAddress address, string request, uint mark = 0)
    {
        var client = new StoryClient(request);
        client.connection = loop.Connect(new ConnectOptions(address) { Mark = mark }, client);
        return client;
    }

    /// <summary>The same over TLS.</summary>
    public static StoryClient GetSecurely(IEventLoop loop, ITlsClient tls, NetAddress address, string host, string path = "/")
    {
        var client = new StoryClient($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        client.connection = tls.Connect(loop, new ConnectOptions(address), new TlsClientParameters { ServerName = host }, client);
        return client;
    }

    public static StoryClient Get(IEventLoop loop, NetAddress address, string host, string path = "/") =>
        Send(loop, address, $"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");

    /// <summary>Of the server's certificate; null without TLS.</summary>
    public string? ServerSerial { get; private set; }

    public void OnConnected(IConnection opened)
    {
        ServerSerial = opened.Tls?.Peer?.SerialNumber;
        opened.Write(Encoding.ASCII.GetBytes(request));
    }

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        heard.Append(Encoding.ASCII.GetString(bytes));
        if (IsWhole())
        {
            IsDone = true;
            connection!.Close();
        }
        return bytes.Length;
    }

    public void OnReadClosed()
    {
        IsDone = true;
        connection!.Close();
    }

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason) => IsDone = true;

    bool IsWhole()
    {
        var end = Heard.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var length = Heard.Split("\r\n").FirstOrDefault(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase));
        return length is null || Heard.Length - end - 4 >= int.Parse(length.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture);
    }
}
