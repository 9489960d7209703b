using System.Collections.Immutable;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>The conditions of one route; all that are given must hold (envoy.config.route.v3.RouteMatch).</summary>
public sealed record RouteMatch
{
    public required PathMatch Path { get; init; }

    /// <summary>False compares the path of prefix and exact matches without regard to ASCII case.</summary>
    public bool CaseSensitive { get; init; } = true;

    public ImmutableArray<HeaderMatcher> Headers { get; init; } = [];

    public ImmutableArray<QueryParameterMatcher> QueryParameters { get; init; } = [];

    /// <summary>Only requests with content-type application/grpc or application/grpc+….</summary>
    public bool GrpcOnly { get; init; }

    /// <summary>Null: every request. Otherwise the stream's random value must fall below the fraction.</summary>
    public Fraction? RuntimeFraction { get; init; }
}
