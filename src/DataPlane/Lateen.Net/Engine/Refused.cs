namespace Lateen.Net.Engine;

/// <summary>The handler of a connection that nobody wanted.</summary>
sealed class Refused : IConnectionHandler
{
    public static readonly Refused Instance = new();

    public void OnConnected(IConnection connection)
    {
    }

    public int OnReceived(ReadOnlySpan<byte> bytes) => bytes.Length;

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
