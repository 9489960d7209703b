using System.Text;
using Lateen.Net;

namespace Lateen.Proxy.Tests.Runtime;

/// <summary>A client or server of a test: keeps what it hears, does what the test says.</summary>
sealed class Peer : IConnectionHandler
{
    readonly StringBuilder heard = new();

    public IConnection Connection { get; set; } = null!;

    public string Heard => heard.ToString();

    public long HeardBytes { get; private set; }

    public bool IsConnected { get; private set; }

    public bool SawEnd { get; private set; }

    public CloseReason? Closed { get; private set; }

    /// <summary>Sends everything back.</summary>
    public bool Echoes { get; init; }

    /// <summary>Answers the other side's end with its own.</summary>
    public bool EndsWithPeer { get; init; }

    /// <summary>Keeps the count only.</summary>
    public bool CountsOnly { get; init; }

    public void Say(string text) => Connection.Write(Encoding.ASCII.GetBytes(text));

    public void OnConnected(IConnection connection)
    {
        Connection = connection;
        IsConnected = true;
    }

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        HeardBytes += bytes.Length;
        if (!CountsOnly) heard.Append(Encoding.ASCII.GetString(bytes));
        if (Echoes) Connection.Write(bytes);
        return bytes.Length;
    }

    public void OnReadClosed()
    {
        SawEnd = true;
        if (EndsWithPeer) Connection.ShutdownWrite();
    }

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason) => Closed = reason;
}
