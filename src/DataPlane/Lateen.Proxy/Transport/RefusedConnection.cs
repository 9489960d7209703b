using Lateen.Net;

namespace Lateen.Proxy.Transport;

/// <summary>A connection that fails before it is tried: its handler hears so in a later step, as with every failed connection.</summary>
sealed class RefusedConnection : IConnection
{
    readonly CloseReason reason;

    RefusedConnection(IEventLoop loop, IConnectionHandler handler, string detail)
    {
        Loop = loop;
        Handler = handler;
        reason = new CloseReason(CloseKind.TlsError, 0, detail);
    }

    public static IConnection Start(IEventLoop loop, IConnectionHandler handler, string detail)
    {
        var connection = new RefusedConnection(loop, handler, detail);
        loop.Post(static state => ((RefusedConnection)state!).Fail(), connection);
        return connection;
    }

    public IEventLoop Loop { get; }

    public IConnectionHandler Handler { get; set; }

    public NetAddress LocalAddress => default;

    public NetAddress RemoteAddress => default;

    public ITlsSession? Tls => null;

    public bool IsConnected => false;

    public long PendingBytes => 0;

    public bool IsAboveHighWatermark => false;

    public long BytesReceived => 0;

    public long BytesSent => 0;

    public int ReadLimit { get; set; } = 65536;

    public bool IsReadingPaused => false;

    public int Descriptor => -1;

    public void SetWatermarks(int low, int high)
    {
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
    }

    public Span<byte> GetSpan(int sizeHint) => new byte[sizeHint];

    public void Advance(int count)
    {
    }

    public void Write(SlabChain chain) => chain.Clear();

    public void PauseReading()
    {
    }

    public void ResumeReading()
    {
    }

    public void ShutdownWrite()
    {
    }

    public void Close(long lingerNanoseconds = 0)
    {
    }

    public void Abort()
    {
    }

    public bool TryGetOriginalDestination(out NetAddress address)
    {
        address = default;
        return false;
    }

    public bool TrySpliceTo(IConnection destination) => false;

    void Fail() => Handler.OnClosed(reason);
}
