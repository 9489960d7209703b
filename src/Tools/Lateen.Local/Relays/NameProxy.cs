using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lateen.Local.Relays;

/// <summary>
/// An HTTP proxy for pods without a proxy of their own, where nothing resolves the names of services for them. It does what kube-proxy and DNS do, no more:
/// a request to a service goes to one of its ready pods.
/// </summary>
internal sealed class NameProxy : IDisposable
{
    const int LongestHead = 64 * 1024;

    /// <summary>How long a client may take to say what it wants.</summary>
    static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(30);

    static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    readonly Func<string, int, IPEndPoint?> resolve;
    readonly TimeProvider time;
    readonly ConnectionServer connections;

    public NameProxy(Socket listener, Func<string, int, IPEndPoint?> resolve, TimeProvider time)
    {
        (this.resolve, this.time) = (resolve, time);
        connections = new ConnectionServer(listener, Serve);
    }

    public void Dispose() => connections.Dispose();

    /// <summary>Serves until cancelled or disposed.</summary>
    public Task Run(CancellationToken stop) => connections.Run(stop);

    async Task Serve(Socket client, CancellationToken stop)
    {
        if (await ReadHeadInTime(client, stop) is var (head, body))
            await Forward(client, ProxiedRequest.Read(head), body, stop);
    }

    async Task<(string Head, ReadOnlyMemory<byte> Body)?> ReadHeadInTime(Socket client, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(HeadPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        return await ReadHead(client, either.Token);
    }

    async Task Forward(Socket client, ProxiedRequest? request, ReadOnlyMemory<byte> rest, CancellationToken stop)
    {
        if (request is null)
        {
            await Answer(client, "400 Bad Request", "This is an HTTP proxy; it takes requests such as GET http://host/path and CONNECT host:port.", stop);
            return;
        }

        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (await Connect(server, request, stop) is { Length: > 0 } problem)
        {
            await Answer(client, "502 Bad Gateway", problem, stop);
            return;
        }

        if (request.IsTunnel)
            await SocketPump.Send(client, "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), stop);
        else
            await SocketPump.Send(server, Encoding.Latin1.GetBytes(request.Head), stop);
        await SocketPump.Send(server, rest, stop);
        await SocketPump.Join(client, server, stop);
    }

    async Task<string> Connect(Socket server, ProxiedRequest request, CancellationToken stop)
    {
        try
        {
            if (resolve(request.Host, request.Port) is { } pod)
                await server.ConnectAsync(pod, stop);
            else
                await server.ConnectAsync(request.Host, request.Port, stop);
            return "";
        }
        catch (SocketException problem)
        {
            return $"{request.Host}:{request.Port} can't be reached: {problem.Message}";
        }
    }

    static async Task<(string Head, ReadOnlyMemory<byte> Body)?> ReadHead(Socket client, CancellationToken stop)
    {
        var buffer = new byte[LongestHead];
        for (var length = 0; length < buffer.Length;)
        {
            var count = await client.ReceiveAsync(buffer.AsMemory(length), stop);
            if (count == 0)
                return null;
            length += count;
            var end = buffer.AsSpan(0, length).IndexOf(HeadEnd);
            if (end >= 0)
                return (Encoding.Latin1.GetString(buffer, 0, end), buffer.AsMemory(end + HeadEnd.Length, length - end - HeadEnd.Length));
        }

        return null;
    }

    static Task Answer(Socket client, string status, string sentence, CancellationToken stop) => SocketPump.Send(
        client, Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(sentence) + 1}\r\n\r\n{sentence}\n"), stop);
}
