using System.Collections.Immutable;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>A route's CORS policy. Texts are whole field values; empty ones are not sent.</summary>
sealed record CorsConfig : IRouteFilterConfig
{
    public bool Disabled => false;

    /// <summary>Any may match.</summary>
    public ImmutableArray<StringMatcher> Origins { get; init; } = [];

    public string AllowMethods { get; init; } = "";

    public string AllowHeaders { get; init; } = "";

    public string ExposeHeaders { get; init; } = "";

    public string MaxAge { get; init; } = "";

    public bool AllowCredentials { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Preflights of other origins go to the server; false: they are answered, without an allowed origin.</summary>
    public bool ForwardUnmatchedPreflights { get; init; } = true;

    /// <summary>For how many requests the policy counts.</summary>
    public Fraction Enabled { get; init; } = new(100, 100);

    public bool Matches(ReadOnlySpan<byte> origin)
    {
        foreach (var matcher in Origins)
        {
            if (matcher.IsMatch(origin))
                return true;
        }

        return false;
    }
}
