using System.Buffers.Binary;
using System.Net;

namespace Lateen.Local.Pods;

/// <summary>The addresses inside a local mesh.</summary>
internal abstract class AddressPlan
{
    /// <summary>The node, and the control plane on it.</summary>
    public abstract IPAddress Node { get; }

    /// <summary>A pod's address, where others find it.</summary>
    /// <exception cref="LocalMeshException">There is no room for so many.</exception>
    public abstract IPAddress Pod(int number);

    /// <summary>Where the application of a pod listens: the pod's address, unless its proxy needs that for itself.</summary>
    public virtual IPAddress Application(int number) => Pod(number);

    /// <summary>A service's address.</summary>
    /// <exception cref="LocalMeshException">There is no room for so many.</exception>
    public abstract IPAddress Service(int number);

    /// <summary>An IPv4 address from its number in host order.</summary>
    protected static IPAddress At(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    protected static void Require(int number, int most, string what)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        if (number >= most)
            throw new LocalMeshException($"a mesh with this isolation has room for {most} {what}, not more.");
    }
}
