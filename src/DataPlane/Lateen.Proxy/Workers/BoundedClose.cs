using Lateen.Net;

namespace Lateen.Proxy.Workers;

/// <summary>Closes in order, but not for ever: a peer that doesn't take what is pending is cut off when the time is over.</summary>
public static class BoundedClose
{
    public static void Start(IConnection connection, TimeSpan limit)
    {
        connection.Close();
        if (connection.PendingBytes > 0) connection.Loop.Schedule(new LoopTimer(connection.Abort), limit.Ticks * 100);
    }
}
