using Lateen.Net.Simulation;

namespace Lateen.Net.Tests.Http2;

/// <summary>A connection that only collects what is written to it.</summary>
sealed class MemoryConnection(IEventLoop loop) : IConnection
{
    readonly List<byte> written = [];
    byte[] room = [];

    public IEventLoop Loop => loop;

    public IConnectionHandler Handler { get; set; } = null!;

    public NetAddress LocalAddress => default;

    public NetAddress RemoteAddress => default;

    public ITlsSession? Tls => null;

    public bool IsConnected => true;

    public long PendingBytes => written.Count;

    public bool IsAboveHighWatermark { get; set; }

    public long BytesReceived => 0;

    public long BytesSent => 0;

    public int ReadLimit { get; set; }

    public bool IsReadingPaused => false;

    public int Descriptor => -1;

    /// <summary>What was written since the last call.</summary>
    public byte[] Take()
    {
        var bytes = written.ToArray();
        written.Clear();
        return bytes;
    }

    public void SetWatermarks(int low, int high)
    {
    }

    public void Write(ReadOnlySpan<byte> bytes) => written.AddRange(bytes);

    public Span<byte> GetSpan(int sizeHint)
    {
        if (room.Length < sizeHint)
            room = new byte[Math.Max(sizeHint, 4096)];
        return room;
    }

    public void Advance(int count) => written.AddRange(room.AsSpan(0, count));

    public void Write(SlabChain chain)
    {
        Write(chain.ToArray());
        chain.Clear();
    }

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
}
