using System.Net.Sockets;

namespace Lateen.Local.Relays;

/// <summary>Copies bytes between two sockets, each direction to its own end.</summary>
internal static class SocketPump
{
    const int BufferSize = 64 * 1024;

    /// <summary>Completes when both directions have ended.</summary>
    /// <exception cref="SocketException">Either end is gone.</exception>
    public static Task Join(Socket one, Socket other, CancellationToken stop) => Task.WhenAll(Copy(one, other, stop), Copy(other, one, stop));

    static async Task Copy(Socket from, Socket to, CancellationToken stop)
    {
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await from.ReceiveAsync(buffer, stop)) > 0)
            await Send(to, buffer.AsMemory(0, count), stop);
        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Sends all of it.</summary>
    public static async Task Send(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
            bytes = bytes[await to.SendAsync(bytes, stop)..];
    }
}
