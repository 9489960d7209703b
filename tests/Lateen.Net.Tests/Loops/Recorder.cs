namespace Lateen.Net.Tests.Loops;

/// <summary>A handler that writes down what happens and consumes everything, unless told otherwise.</summary>
public sealed class Recorder : IConnectionHandler
{
    readonly List<byte> received = [];
    bool inside;

    public IConnection Connection { get; private set; } = null!;

    public List<string> Events { get; } = [];

    public byte[] Received => [.. received];

    public int ReceivedCount => received.Count;

    public string Text => System.Text.Encoding.ASCII.GetString(Received);

    public CloseReason? Closed { get; private set; }

    public bool ReadClosed => Events.Contains("read-closed");

    public bool IsConnected => Events.Contains("connected");

    public Action<IConnection>? WhenConnected { get; set; }

    /// <summary>Gets what was presented, says how much it consumes.</summary>
    public Func<byte[], int>? WhenReceived { get; set; }

    public Action? WhenReadClosed { get; set; }

    public Action? WhenWritable { get; set; }

    public Action<CloseReason>? WhenClosed { get; set; }

    public void OnConnected(IConnection connection) => Call("connected", () =>
    {
        Connection = connection;
        WhenConnected?.Invoke(connection);
    });

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        var used = copy.Length;
        Call("received", () =>
        {
            if (WhenReceived is not null)
                used = WhenReceived(copy);
            received.AddRange(copy.AsSpan(0, used));
        });
        return used;
    }

    public void OnReadClosed() => Call("read-closed", () => WhenReadClosed?.Invoke());

    public void OnWritable() => Call("writable", () => WhenWritable?.Invoke());

    public void OnClosed(CloseReason reason) => Call("closed", () =>
    {
        Assert.Null(Closed);
        Closed = reason;
        WhenClosed?.Invoke(reason);
    });

    void Call(string name, Action body)
    {
        Assert.False(inside, $"{name} came inside another callback of the same connection");
        Assert.True(Closed is null || name == "closed", $"{name} came after closed");
        inside = true;
        if (name != "received" || Events.Count == 0 || Events[^1] != "received")
            Events.Add(name);
        body();
        inside = false;
    }
}
