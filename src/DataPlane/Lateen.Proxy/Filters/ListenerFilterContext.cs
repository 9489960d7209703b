using Lateen.Net;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Filters;

/// <summary>What a listener filter may use.</summary>
public sealed class ListenerFilterContext(IConnection connection, ConnectionFacts facts, StatsShard stats)
{
    /// <summary>For addresses and the original destination. Filters neither write nor consume.</summary>
    public IConnection Connection { get; } = connection;

    public ConnectionFacts Facts { get; } = facts;

    public StatsShard Stats { get; } = stats;
}
