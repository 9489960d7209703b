using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Istio.Networking.V1Alpha3;

namespace Lateen.Pilot.Routes;

/// <summary>The conditions of a VirtualService's HTTP rule as those of a route.</summary>
static class RouteMatches
{
    const string AnyRegex = "*";

    /// <summary>The conditions of one match block; every path when there is none.</summary>
    public static RouteMatch Of(HTTPMatchRequest? match)
    {
        if (match is null)
            return new RouteMatch { Prefix = "/" };
        var route = Path(match.Uri);
        route.CaseSensitive = !match.IgnoreUriCase;
        route.Headers.AddRange(Headers(match));
        route.QueryParameters.AddRange(match.QueryParams.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(Query));
        return route;
    }

    /// <summary>Whether the block takes every request, so that no later rule can match.</summary>
    public static bool IsCatchAll(RouteMatch match) =>
        match.Headers.Count == 0 && match.QueryParameters.Count == 0 && match.DynamicMetadata.Count == 0 && match.PathSpecifierCase switch
        {
            RouteMatch.PathSpecifierOneofCase.Prefix => match.Prefix == "/",
            RouteMatch.PathSpecifierOneofCase.SafeRegex => match.SafeRegex.Regex == AnyRegex,
            _ => false,
        };

    /// <summary>The path as traces name it: <c>/p*</c> for a prefix, as written otherwise, <c>/*</c> without a condition.</summary>
    public static string Describe(RouteMatch match) => match.PathSpecifierCase switch
    {
        RouteMatch.PathSpecifierOneofCase.Path => match.Path,
        RouteMatch.PathSpecifierOneofCase.SafeRegex => match.SafeRegex.Regex,
        _ => match.Prefix + "*",
    };

    static RouteMatch Path(StringMatch? uri) => uri?.MatchTypeCase switch
    {
        StringMatch.MatchTypeOneofCase.Exact => new RouteMatch { Path = uri.Exact },
        StringMatch.MatchTypeOneofCase.Prefix => new RouteMatch { Prefix = uri.Prefix },
        StringMatch.MatchTypeOneofCase.Regex => new RouteMatch { SafeRegex = new RegexMatcher { Regex = uri.Regex } },
        _ => new RouteMatch { Prefix = "/" },
    };

    /// <summary>Headers, wanted and unwanted, sorted by name; then method, authority and scheme.</summary>
    static IEnumerable<HeaderMatcher> Headers(HTTPMatchRequest match)
    {
        var wanted = match.Headers.Select(entry => Header(entry.Key, entry.Value));
        var unwanted = match.WithoutHeaders.Select(entry => Unwanted(entry.Key, entry.Value));
        foreach (var header in wanted.Concat(unwanted).OrderBy(header => header.Name, StringComparer.Ordinal))
            yield return header;
        foreach (var (name, value) in new[] { (":method", match.Method), (":authority", match.Authority), (":scheme", match.Scheme) })
        {
            if (value is not null)
                yield return Header(name, value);
        }
    }

    static HeaderMatcher Header(string name, StringMatch? value)
    {
        var header = new HeaderMatcher { Name = name };
        if (IsPresence(value))
            header.PresentMatch = true;
        else
            header.StringMatch = Text(value!);
        return header;
    }

    static HeaderMatcher Unwanted(string name, StringMatch? value)
    {
        var header = Header(name, value);
        header.InvertMatch = true;
        header.TreatMissingHeaderAsEmpty = !IsPresence(value);
        return header;
    }

    static QueryParameterMatcher Query(KeyValuePair<string, StringMatch> entry)
    {
        var query = new QueryParameterMatcher { Name = entry.Key };
        if (IsPresence(entry.Value))
            query.PresentMatch = true;
        else
            query.StringMatch = Text(entry.Value);
        return query;
    }

    static bool IsPresence(StringMatch? value) =>
        value is null || value.MatchTypeCase == StringMatch.MatchTypeOneofCase.None
        || value.MatchTypeCase == StringMatch.MatchTypeOneofCase.Regex && value.Regex == AnyRegex;

    public static StringMatcher Text(StringMatch value) => value.MatchTypeCase switch
    {
        StringMatch.MatchTypeOneofCase.Exact => new StringMatcher { Exact = value.Exact },
        StringMatch.MatchTypeOneofCase.Prefix => new StringMatcher { Prefix = value.Prefix },
        _ => new StringMatcher { SafeRegex = new RegexMatcher { Regex = value.Regex } },
    };
}
