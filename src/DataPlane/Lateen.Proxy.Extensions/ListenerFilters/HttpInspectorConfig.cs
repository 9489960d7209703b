using System.Collections.Immutable;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>
/// Looks at the first line of plaintext and says http/1.0, http/1.1 or h2c, or nothing when it is no HTTP. What comes byte by byte is waited for,
/// up to a bound.
/// </summary>
sealed class HttpInspectorConfig(string name, PortPredicate? disabledFor) : IListenerFilterConfig, IListenerFilter
{
    static readonly ImmutableArray<string> Http10Name = ["http/1.0"];
    static readonly ImmutableArray<string> Http11Name = ["http/1.1"];
    static readonly ImmutableArray<string> Http2Name = ["h2c"];

    public string Name { get; } = name;

    public PortPredicate? DisabledFor { get; } = disabledFor;

    public Counter Http10 { get; init; }

    public Counter Http11 { get; init; }

    public Counter Http2 { get; init; }

    public Counter NotFound { get; init; }

    // It keeps nothing of a connection, so one serves all.
    public IListenerFilter Create() => this;

    public ListenerFilterStatus OnAccepted(ListenerFilterContext context) =>
        context.Facts.TransportProtocol == ConnectionFacts.RawBuffer ? ListenerFilterStatus.NeedData : ListenerFilterStatus.Continue;

    public ListenerFilterStatus OnData(ListenerFilterContext context, ReadOnlySpan<byte> peeked)
    {
        if (context.Facts.TransportProtocol != ConnectionFacts.RawBuffer)
            return ListenerFilterStatus.Continue;
        switch (FirstLine.Classify(peeked))
        {
            case FirstLineKind.Incomplete:
                return ListenerFilterStatus.NeedData;
            case FirstLineKind.Http10:
                return Found(context, Http10Name, Http10);
            case FirstLineKind.Http11:
                return Found(context, Http11Name, Http11);
            case FirstLineKind.Http2Preface:
                return Found(context, Http2Name, Http2);
            default:
                context.Stats.Increment(NotFound);
                return ListenerFilterStatus.Continue;
        }
    }

    static ListenerFilterStatus Found(ListenerFilterContext context, ImmutableArray<string> protocol, Counter counter)
    {
        context.Facts.ApplicationProtocols = protocol;
        context.Stats.Increment(counter);
        return ListenerFilterStatus.Continue;
    }
}
