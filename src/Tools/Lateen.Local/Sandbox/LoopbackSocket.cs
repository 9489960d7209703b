using System.Net;
using System.Net.Sockets;

namespace Lateen.Local.Sandbox;

/// <summary>Listening sockets on addresses of the loopback device.</summary>
internal static class LoopbackSocket
{
    /// <exception cref="LocalMeshException">Somebody has the port.</exception>
    public static Socket Listen(IPAddress address, int port) => TryListen(address, port, out var problem) ?? throw new LocalMeshException($"{address}:{port} can't be opened: {problem}");

    /// <summary>The socket, or null and why not.</summary>
    public static Socket? TryListen(IPAddress address, int port, out string problem)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            problem = "";
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            problem = refused.Message;
            return null;
        }
    }
}
