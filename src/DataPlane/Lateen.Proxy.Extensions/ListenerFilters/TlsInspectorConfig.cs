using Lateen.Proxy.Filters;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>Peeks for a ClientHello; everything else, and one that is too large or broken, counts as plaintext.</summary>
sealed class TlsInspectorConfig(string name, PortPredicate? disabledFor) : IListenerFilterConfig, IListenerFilter
{
    public string Name { get; } = name;

    public PortPredicate? DisabledFor { get; } = disabledFor;

    public Counter TlsFound { get; init; }

    public Counter TlsNotFound { get; init; }

    public Counter TooLarge { get; init; }

    public Counter AlpnFound { get; init; }

    public Counter SniFound { get; init; }

    // It keeps nothing of a connection, so one serves all.
    public IListenerFilter Create() => this;

    public ListenerFilterStatus OnAccepted(ListenerFilterContext context) =>
        context.Facts.TransportProtocol == ConnectionFacts.Tls ? ListenerFilterStatus.Continue : ListenerFilterStatus.NeedData;

    public ListenerFilterStatus OnData(ListenerFilterContext context, ReadOnlySpan<byte> peeked)
    {
        switch (ClientHello.Parse(peeked, out var hello))
        {
            case ClientHelloResult.Incomplete:
                return ListenerFilterStatus.NeedData;
            case ClientHelloResult.Complete:
                Found(context, hello!);
                break;
            case ClientHelloResult.TooLarge:
                context.Stats.Increment(TooLarge);
                break;
            default:
                context.Stats.Increment(TlsNotFound);
                break;
        }

        return ListenerFilterStatus.Continue;
    }

    void Found(ListenerFilterContext context, ClientHello hello)
    {
        context.Facts.TransportProtocol = ConnectionFacts.Tls;
        context.Facts.ServerName = hello.ServerName;
        context.Facts.ApplicationProtocols = hello.ApplicationProtocols;
        context.Stats.Increment(TlsFound);
        if (hello.ServerName.Length > 0)
            context.Stats.Increment(SniFound);
        if (!hello.ApplicationProtocols.IsEmpty)
            context.Stats.Increment(AlpnFound);
    }
}
