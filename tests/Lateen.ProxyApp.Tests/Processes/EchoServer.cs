using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>
/// A backend that answers each request with what it got, byte for byte, so that tests see what the proxy sends; an upgrade is accepted, and everything behind it
/// comes back until the client ends.
/// </summary>
sealed class EchoServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly List<string> requests = [];

    public EchoServer()
    {
        listener.Start(512);
        _ = AcceptAsync();
    }

    /// <summary>Every request that came, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptSocketAsync(stop.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(Socket socket)
    {
        using var held = socket;
        var buffer = new byte[65536];
        var text = "";
        try
        {
            while (await socket.ReceiveAsync(buffer, stop.Token) is > 0 and var count)
            {
                text += Encoding.Latin1.GetString(buffer, 0, count);
                while (LengthOfFirst(text) is > 0 and var length)
                {
                    lock (requests) requests.Add(text[..length]);
                    await SendAsync(socket, Answer(text[..length]));
                    if (IsUpgrade(text)) await EchoAsync(socket, text[length..], buffer);
                    text = text[length..];
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Whoever asked is gone.
        }
    }

    string Answer(string request) => IsUpgrade(request)
        ? "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"
        : $"HTTP/1.1 200 OK\r\nx-backend: {Port}\r\ncontent-length: {request.Length}\r\n\r\n{request}";

    static bool IsUpgrade(string request) => request.Contains("\r\nupgrade: websocket\r\n", StringComparison.OrdinalIgnoreCase);

    async Task EchoAsync(Socket socket, string first, byte[] buffer)
    {
        await SendAsync(socket, first);
        while (await socket.ReceiveAsync(buffer, stop.Token) is > 0 and var count)
            await SendAsync(socket, Encoding.Latin1.GetString(buffer, 0, count));
        // The other half is still open: a last word, then the end.
        await SendAsync(socket, "bye");
    }

    async Task SendAsync(Socket socket, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), stop.Token);
    }

    /// <summary>0 until the first request is whole. It comes from our proxy, so its head is well-formed.</summary>
    static int LengthOfFirst(string text)
    {
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (head < 4) return 0;
        var fields = text[..head].Split("\r\n");
        if (fields.Contains("transfer-encoding: chunked")) return EndOfChunks(text, head);
        var length = fields.FirstOrDefault(field => field.StartsWith("content-length: ", StringComparison.Ordinal));
        var total = head + (length is null ? 0 : int.Parse(length[16..], System.Globalization.CultureInfo.InvariantCulture));
        return text.Length >= total ? total : 0;
    }

    static int EndOfChunks(string text, int at)
    {
        var last = text.IndexOf("0\r\n", at, StringComparison.Ordinal);
        var end = last < 0 ? -1 : text.IndexOf("\r\n\r\n", last, StringComparison.Ordinal);
        return end < 0 ? 0 : end + 4;
    }
}
