namespace Lateen.Proxy.Filters;

/// <summary>
/// Looks at a connection before its filter chain is chosen and adds to its <see cref="ConnectionFacts"/>. It sees bytes without consuming them: whoever is
/// chosen reads them again.
/// </summary>
public interface IListenerFilter
{
    /// <summary>The connection was accepted; no byte has been looked at.</summary>
    ListenerFilterStatus OnAccepted(ListenerFilterContext context);

    /// <summary>Called after <see cref="ListenerFilterStatus.NeedData"/>, each time with everything received so far.</summary>
    ListenerFilterStatus OnData(ListenerFilterContext context, ReadOnlySpan<byte> peeked);
}

public enum ListenerFilterStatus
{
    /// <summary>This filter is done; the next one runs.</summary>
    Continue,

    /// <summary>Call again when more bytes have come.</summary>
    NeedData,

    /// <summary>Close the connection.</summary>
    Close,
}
