namespace Lateen.Proxy.Filters;

/// <summary>
/// Configuration of one filter of a filter chain. Immutable, shared by all workers, compared by reference:
/// whoever makes it returns the same object while the content is unchanged. Either an <see cref="IReadFilterConfig"/> or, last in its chain, an ITerminalFilterConfig.
/// </summary>
public interface INetworkFilterConfig
{
    /// <summary>The filter's configured name, such as `envoy.filters.network.tcp_proxy`.</summary>
    string Name { get; }
}
