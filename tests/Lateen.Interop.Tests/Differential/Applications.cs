using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lateen.Interop.Tests.Differential;

/// <summary>
/// The applications behind the proxies. Each answers 200 with its name, and remembers what it saw by the request's x-case. A request's x-do asks for something
/// else: <c>status=N</c>, <c>reset</c>, <c>delay=MS</c>, <c>fail=N</c> (503 to the first N requests of the case).
/// </summary>
sealed class Applications : IAsyncDisposable
{
    readonly List<TcpListener> listeners = [];
    readonly CancellationTokenSource stop = new();
    readonly List<Task> accepting = [];

    public Applications()
    {
        foreach (var (name, address) in LoopbackPlan.Upstreams)
        {
            var listener = new TcpListener(IPAddress.Parse(address), LoopbackPlan.Port);
            listener.Start();
            listeners.Add(listener);
            accepting.Add(AcceptAsync(listener, name.ToLowerInvariant()));
        }
    }

    /// <summary>What arrived, by x-case: the application, the path, and the headers by name.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<(string Instance, string Path, Dictionary<string, string> Headers)>> Seen { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var listener in listeners)
            listener.Stop();
        await Task.WhenAll(accepting);
        stop.Dispose();
    }

    async Task AcceptAsync(TcpListener listener, string name)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token), name));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    async Task ServeAsync(TcpClient client, string name)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await HttpHead.ReadAsync(reader, stop.Token) is { } head)
                {
                    if (int.TryParse(head.Headers.GetValueOrDefault("content-length"), CultureInfo.InvariantCulture, out var length) && length > 0)
                        await reader.ReadBlockAsync(new char[length], stop.Token);
                    if (!await AnswerAsync(client, name, head))
                        return;
                }
            }
            catch (Exception ended) when (ended is IOException or OperationCanceledException or SocketException)
            {
                // The proxy has gone, or the test has ended.
            }
        }
    }

    async Task<bool> AnswerAsync(TcpClient client, string name, HttpHead head)
    {
        var seen = Seen.GetOrAdd(head.Headers.GetValueOrDefault("x-case", ""), _ => new());
        seen.Enqueue((name, head.Start.Split(' ')[1], head.Headers));
        var (verb, argument) = head.Headers.GetValueOrDefault("x-do", "").Split('=') is [var left, var right] ? (left, int.Parse(right, CultureInfo.InvariantCulture)) : (head.Headers.GetValueOrDefault("x-do", ""), 0);
        if (verb == "reset")
        {
            client.LingerState = new LingerOption(true, 0);
            return false;
        }

        if (verb == "delay")
            await Task.Delay(argument, stop.Token);
        var status = verb == "status" ? argument : verb == "fail" && seen.Count <= argument ? 503 : 200;
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nx-instance: {name}\r\nx-app: yes\r\ncontent-length: 0\r\n\r\n"), stop.Token);
        return true;
    }
}
