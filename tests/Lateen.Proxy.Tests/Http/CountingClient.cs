using Lateen.Net;

namespace Lateen.Proxy.Tests.Http;

/// <summary>Sends the same request again and again, the next after each response, without allocating anything itself.</summary>
sealed class CountingClient : IConnectionHandler
{
    static readonly byte[] Request = "GET /path?query HTTP/1.1\r\nHost: reviews\r\nUser-Agent: test\r\nAccept: */*\r\nX-Request-Id: 1\r\n\r\n"u8.ToArray();
    IConnection? connection;

    public int Answers { get; private set; }

    public void OnConnected(IConnection established)
    {
        connection = established;
        connection.Write(Request);
    }

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.EndsWith("\r\n\r\nok"u8))
            return 0;
        Answers++;
        connection!.Write(Request);
        return bytes.Length;
    }

    public void OnReadClosed() => connection!.Close();

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason)
    {
    }
}
