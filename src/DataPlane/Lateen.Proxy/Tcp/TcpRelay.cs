using Lateen.Net;

namespace Lateen.Proxy.Tcp;

/// <summary>One direction of a relayed connection: passes bytes on, slows the sender when the receiver is slow, and hands over to splice once it pays.</summary>
sealed class TcpRelay
{
    bool isSpliceRefused;

    public bool IsSpliced { get; private set; }

    public void Pass(ReadOnlySpan<byte> bytes, IConnection from, IConnection to)
    {
        to.Write(bytes);
        if (to.IsAboveHighWatermark) from.PauseReading();
        if (!isSpliceRefused && !IsSpliced && from.BytesReceived >= TcpProxySession.SpliceThreshold) TrySplice(from, to);
    }

    void TrySplice(IConnection from, IConnection to)
    {
        IsSpliced = from.TrySpliceTo(to);
        isSpliceRefused = !IsSpliced;
    }
}
