using System.Net;
using System.Net.Sockets;

namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>
/// A loopback port that stays ours: bound but not listening, and shareable. Given back before the proxy listens, it could go to another process.
/// </summary>
sealed class PortReservation : IDisposable
{
    const int SocketLevel = 1;
    const int ReuseAddress = 2;
    const int ReusePort = 15;

    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public PortReservation()
    {
        socket.SetRawSocketOption(SocketLevel, ReuseAddress, BitConverter.GetBytes(1));
        socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public void Dispose() => socket.Dispose();
}
