using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>A kind of HTTP filter.</summary>
public interface IHttpFilterExtension : IExtension
{
    /// <summary>Full name of the message that routes and virtual hosts may hold for this filter; null when there is none.</summary>
    string? RouteMessage => null;

    /// <summary>
    /// The filter; null, with every reason noted, when something is wrong, or, with none noted, when so configured it does nothing and is left
    /// out of the chain. <paramref name="name"/> is its name in the chain.
    /// </summary>
    IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context);

    /// <summary>A route's configuration for this filter; null, with every reason noted, when something is wrong.</summary>
    IRouteFilterConfig? ReadRoute(TypedConfig config, FieldPath at)
    {
        at.FailUnsupported($"configuration of {Name} on a route");
        return null;
    }
}
