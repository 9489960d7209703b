using System.Net.Sockets;
using Lateen.Local.Pods;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Launching;

/// <summary>A block of addresses of the loopback device that this mesh alone has for as long as it holds a socket on it.</summary>
internal sealed class LoopbackBlock : IDisposable
{
    // One that nothing of the mesh uses.
    const int ReservedPort = 15099;

    readonly Socket held;

    LoopbackBlock(int number, Socket held) => (Number, this.held) = (number, held);

    /// <summary>127.NUMBER.0.0/16.</summary>
    public int Number { get; }

    /// <summary>Takes the first free one.</summary>
    /// <exception cref="LocalMeshException">There is none.</exception>
    public static LoopbackBlock Take()
    {
        var problem = "";
        for (var number = 1; number <= LoopbackAddresses.LastBlock; number++)
            if (LoopbackSocket.TryListen(new LoopbackAddresses(number).Node, ReservedPort, out problem) is { } socket)
                return new LoopbackBlock(number, socket);
        throw new LocalMeshException($"no block 127.x.0.0/16 of the loopback device is free: {problem}");
    }

    public void Dispose() => held.Dispose();
}
