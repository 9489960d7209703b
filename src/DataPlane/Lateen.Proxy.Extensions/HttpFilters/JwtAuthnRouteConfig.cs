using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>What a route says: nothing is required, or what has this name.</summary>
sealed record JwtAuthnRouteConfig(bool Disabled, string Requirement) : IRouteFilterConfig;
