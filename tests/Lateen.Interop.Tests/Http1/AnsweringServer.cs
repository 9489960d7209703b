using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lateen.Interop.Tests.Http1;

/// <summary>Reads what a proxy has made of a request, to its end, and answers 200 (101 to an upgrade). It trusts its sender.</summary>
sealed class AnsweringServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly Task accepting;

    public AnsweringServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The body of every answer.</summary>
    public string Body { get; init; } = "";

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await ReadHeadAsync(reader) is { } head)
                {
                    await ReadBodyAsync(reader, head);
                    await client.GetStream().WriteAsync(Answer(head), stop.Token);
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or FormatException)
            {
                // The proxy has closed: nothing is left to answer.
            }
        }
    }

    async Task<List<string>?> ReadHeadAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.Length == 0)
                return lines;
            lines.Add(line.ToLowerInvariant());
        }

        return null;
    }

    async Task ReadBodyAsync(StreamReader reader, List<string> head)
    {
        if (head.Contains("transfer-encoding: chunked"))
        {
            while (int.Parse(await reader.ReadLineAsync(stop.Token) ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var size and > 0)
                await SkipAsync(reader, size + 2);
            await reader.ReadLineAsync(stop.Token);
        }
        else if (head.Find(line => line.StartsWith("content-length: ", StringComparison.Ordinal)) is { } length)
        {
            await SkipAsync(reader, int.Parse(length.AsSpan(16), CultureInfo.InvariantCulture));
        }
    }

    async Task SkipAsync(StreamReader reader, int count)
    {
        if (count > 0 && await reader.ReadBlockAsync(new char[count], stop.Token) < count)
            throw new IOException("The proxy has closed in the middle of a body.");
    }

    byte[] Answer(List<string> head) => Encoding.ASCII.GetBytes(head.Exists(line => line.StartsWith("upgrade:", StringComparison.Ordinal))
        ? "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"
        : $"HTTP/1.1 200 OK\r\ncontent-length: {Body.Length}\r\n\r\n{Body}");
}
