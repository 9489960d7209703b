using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>A client that speaks bytes: what it sends is what arrives.</summary>
sealed class Wire : IDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] buffer = new byte[65536];
    string received = "";

    public static async Task<Wire> ConnectAsync(int port)
    {
        var wire = new Wire();
        using var stop = Stop();
        await wire.socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop.Token);
        return wire;
    }

    public async Task SendAsync(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        using var stop = Stop();
        for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), stop.Token);
    }

    /// <summary>No more will be sent; what comes is still read.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads through the text and returns everything up to and with it.</summary>
    public async Task<string> ReadThroughAsync(string text)
    {
        int at;
        while ((at = received.IndexOf(text, StringComparison.Ordinal)) < 0)
            if (!await ReadMoreAsync()) throw new EndOfStreamException($"no '{text}' in '{received}'");
        return Take(at + text.Length);
    }

    /// <summary>Reads one response whose length its head tells: content-length, or chunks without trailers.</summary>
    public async Task<string> ReadResponseAsync()
    {
        var head = await ReadThroughAsync("\r\n\r\n");
        if (head.Contains("transfer-encoding: chunked", StringComparison.Ordinal)) return head + await ReadThroughAsync("0\r\n\r\n");
        var field = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("content-length: ", StringComparison.OrdinalIgnoreCase));
        return field is null ? head : head + await ReadAsync(int.Parse(field[16..], CultureInfo.InvariantCulture));
    }

    public async Task<string> ReadAsync(int count)
    {
        while (received.Length < count)
            if (!await ReadMoreAsync()) throw new EndOfStreamException($"{received.Length} of {count} bytes: '{received}'");
        return Take(count);
    }

    /// <summary>What comes first: some bytes, or nothing when the peer ends.</summary>
    public async Task<string> ReadToFirstAsync()
    {
        try
        {
            if (received.Length == 0) await ReadMoreAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Nothing, then.
        }
        return Take(received.Length);
    }

    /// <summary>Everything until the peer ends, in order or by a reset.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await ReadMoreAsync())
            {
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // What it said before counts.
        }
        return Take(received.Length);
    }

    public void Dispose() => socket.Dispose();

    static CancellationTokenSource Stop()
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Deadline);
        return stop;
    }

    async Task<bool> ReadMoreAsync()
    {
        using var stop = Stop();
        var count = await socket.ReceiveAsync(buffer, stop.Token);
        received += Encoding.Latin1.GetString(buffer, 0, count);
        return count > 0;
    }

    string Take(int count)
    {
        var taken = received[..count];
        received = received[count..];
        return taken;
    }
}
