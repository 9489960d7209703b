using Lateen.Net;

namespace Lateen.Story.Tests.Rigs;

/// <summary>An application that asks again and again on one connection, each time the answer to the last question has come.</summary>
sealed class SteadyClient : IConnectionHandler
{
    static readonly byte[] Question =
        "GET /reviews/0 HTTP/1.1\r\nHost: reviews:9080\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\nCookie: session=1\r\nX-Of-The-Application: yes\r\n\r\n"u8.ToArray();

    IConnection? connection;

    SteadyClient()
    {
    }

    /// <summary>Answers that have come.</summary>
    public int Answers { get; private set; }

    /// <summary>Null while the connection stands.</summary>
    public CloseReason? Ended { get; private set; }

    public static SteadyClient Start(IEventLoop loop, NetAddress address)
    {
        var client = new SteadyClient();
        client.connection = loop.Connect(new ConnectOptions(address), client);
        return client;
    }

    public void Stop() => connection!.Abort();

    public void OnConnected(IConnection opened) => opened.Write(Question);

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        var answer = "reviews v1"u8;
        var at = bytes.IndexOf(answer);
        if (at < 0)
            return 0;
        Answers++;
        connection!.Write(Question);
        return at + answer.Length;
    }

    public void OnReadClosed() => connection!.Close();

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason) => Ended = reason;
}
