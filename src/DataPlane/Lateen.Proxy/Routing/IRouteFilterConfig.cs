namespace Lateen.Proxy.Routing;

/// <summary>Configuration of one HTTP filter for a weighted cluster, route, virtual host or route table, made by the filter's factory.</summary>
public interface IRouteFilterConfig
{
    /// <summary>True turns the filter off for the streams that this configuration applies to.</summary>
    bool Disabled { get; }
}
