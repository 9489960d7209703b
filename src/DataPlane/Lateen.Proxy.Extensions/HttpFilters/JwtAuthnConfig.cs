using System.Collections.Frozen;
using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Jwt;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>What requests must show, by where they go.</summary>
sealed record JwtAuthnConfig
{
    /// <summary>The first that matches counts; a request that none matches needs nothing.</summary>
    public required ImmutableArray<Rule> Rules { get; init; }

    /// <summary>Requirements that routes name.</summary>
    public required FrozenDictionary<string, JwtRequirement> Named { get; init; }

    public bool BypassCorsPreflight { get; init; }

    /// <summary>Refusals say nothing.</summary>
    public bool StripFailureResponse { get; init; }

    public required JwtStats Stats { get; init; }

    /// <summary>What requests of a path must show; null for nothing.</summary>
    public sealed record Rule(PathMatch Path, bool CaseSensitive, ImmutableArray<HeaderMatcher> Headers, JwtRequirement? Requirement);
}
