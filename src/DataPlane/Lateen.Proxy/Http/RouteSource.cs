using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http;

/// <summary>Where a connection manager gets its routes.</summary>
public abstract record RouteSource
{
    public sealed record Inline(RouteTable Table) : RouteSource;

    /// <summary>A table delivered, and updated, under this name.</summary>
    public sealed record Rds(string Name) : RouteSource;
}
