namespace Lateen.Proxy.Filters;

/// <summary>
/// One filter on one connection, called in order until it continues; after that it sees no more bytes, so that the rest of the connection
/// costs nothing. A filter that wants to know the end too adds itself to <see cref="NetworkFilterContext.Observers"/>.
/// </summary>
public interface IReadFilter
{
    /// <summary>The connection is established, with TLS where the filter chain has it. What the filter writes now goes before everything else.</summary>
    ReadFilterStatus OnConnected(NetworkFilterContext context);

    /// <summary>Called after <see cref="ReadFilterStatus.NeedData"/> with the bytes that nobody has consumed.</summary>
    /// <param name="consumed">How many of them the filter takes away; the others go to the next filter, or come again.</param>
    ReadFilterStatus OnReceived(NetworkFilterContext context, ReadOnlySpan<byte> bytes, out int consumed);
}

public enum ReadFilterStatus
{
    /// <summary>This filter is done; the next one runs.</summary>
    Continue,

    /// <summary>Call again when more bytes have come.</summary>
    NeedData,

    /// <summary>Close the connection; response flags and details are in the context's StreamInfo.</summary>
    Close,
}
