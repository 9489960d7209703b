namespace Lateen.Proxy.Filters;

/// <summary>Configuration of one listener filter. Immutable, shared by all workers, compared by reference.</summary>
public interface IListenerFilterConfig
{
    /// <summary>The filter's configured name, such as `envoy.filters.listener.tls_inspector`.</summary>
    string Name { get; }

    /// <summary>Destination ports for which the filter is skipped (filter_disabled); null: never.</summary>
    PortPredicate? DisabledFor { get; }

    /// <summary>A filter for one connection.</summary>
    IListenerFilter Create();
}
