using Lateen.Net;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Filters;

/// <summary>What a network filter may use.</summary>
public sealed class NetworkFilterContext(IConnection connection, StreamInfo streamInfo, StatsShard stats)
{
    public IConnection Connection { get; } = connection;

    /// <summary>Facts about the whole connection; filter state left here is seen by later filters and by requests on the connection.</summary>
    public StreamInfo StreamInfo { get; } = streamInfo;

    public StatsShard Stats { get; } = stats;

    /// <summary>Told when the connection has ended, before the access logs.</summary>
    public List<IStreamObserver> Observers { get; } = [];
}
