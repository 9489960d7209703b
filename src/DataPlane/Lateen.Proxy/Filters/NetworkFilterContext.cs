using Lateen.Net;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Filters;

/// <summary>What a network filter may use.</summary>
public sealed class NetworkFilterContext(IConnection connection, StreamInfo streamInfo, StatsShard stats, int worker)
{
    public IConnection Connection { get; } = connection;

    /// <summary>Facts about the whole connection; filter state left here is seen by later filters and by requests on the connection.</summary>
    public StreamInfo StreamInfo { get; } = streamInfo;

    /// <summary>Number of the worker, from 0; its loop is the connection's.</summary>
    public int Worker { get; } = worker;

    public StatsShard Stats { get; } = stats;

    /// <summary>Told when the connection has ended, before the access logs.</summary>
    public List<IStreamObserver> Observers { get; } = [];
}
