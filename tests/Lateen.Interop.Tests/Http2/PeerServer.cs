using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lateen.Interop.Tests.Http2;

/// <summary>A server of somebody else's on a loopback port, ended with the test.</summary>
sealed class PeerServer : IDisposable
{
    readonly Process process;

    PeerServer(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="arguments">Its arguments, given the port.</param>
    public static PeerServer Start(string program, Func<int, string[]> arguments)
    {
        var port = FreePort();
        var server = new PeerServer(PeerProgram.Start(program, arguments(port)), port);
        try
        {
            Eventually.True(() => CanConnect(port), TimeSpan.FromSeconds(10), $"{program} does not listen");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    static bool CanConnect(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
