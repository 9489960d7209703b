namespace Lateen.Net.Tests.Loops;

/// <summary>Sends back what it gets; nothing else, so that allocations can be counted.</summary>
public sealed class Echo : IConnectionHandler
{
    IConnection connection = null!;

    public void OnConnected(IConnection connection) => this.connection = connection;

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        connection.Write(bytes);
        return bytes.Length;
    }

    public void OnReadClosed() => connection.ShutdownWrite();

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason)
    {
    }
}
