using System.Collections.Concurrent;

namespace Lateen.Cli.Discovery;

/// <summary>The streams that are open now.</summary>
internal sealed class AdsConnections
{
    readonly ConcurrentDictionary<long, AdsConnection> open = new();
    long last;

    /// <summary>Those that have introduced themselves, oldest first.</summary>
    public IEnumerable<AdsConnection> Known => open.Values.Where(connection => connection.Peer is not null).OrderBy(connection => connection.Number);

    public int Count => open.Count;

    public long NextNumber() => Interlocked.Increment(ref last);

    public void Add(AdsConnection connection) => open[connection.Number] = connection;

    public void Remove(AdsConnection connection) => open.TryRemove(connection.Number, out _);

    /// <summary>The newest stream of a proxy, by "pod.namespace" or its whole node id; null without one.</summary>
    public AdsConnection? Find(string proxyId) => Known.LastOrDefault(connection =>
        connection.Peer!.Node.Id == proxyId || connection.Peer.Node.Id.Split('~') is [_, _, var id, _] && id == proxyId);
}
