namespace Lateen.Net.Tests.Loops;

/// <summary>Sends a message, waits for its echo, sends the next.</summary>
public sealed class PingPong(int size = 300) : IConnectionHandler
{
    readonly byte[] message = Bytes.Pattern(size);
    IConnection connection = null!;
    int seen;

    public int Rounds { get; private set; }

    public void OnConnected(IConnection connection)
    {
        this.connection = connection;
        connection.Write(message);
    }

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        seen += bytes.Length;
        if (seen >= message.Length)
        {
            seen = 0;
            Rounds++;
            connection.Write(message);
        }

        return bytes.Length;
    }

    public void OnReadClosed()
    {
    }

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason)
    {
    }
}
