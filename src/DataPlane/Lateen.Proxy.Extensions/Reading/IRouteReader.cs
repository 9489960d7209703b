using Envoy.Config.Route.V3;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.Reading;

/// <summary>Reads route configurations: implemented above, since routes hold the configuration of every kind of HTTP filter.</summary>
public interface IRouteReader
{
    /// <summary>The table; null, with every reason noted, when something is wrong.</summary>
    RouteTable? Read(RouteConfiguration configuration, FieldPath at);
}
