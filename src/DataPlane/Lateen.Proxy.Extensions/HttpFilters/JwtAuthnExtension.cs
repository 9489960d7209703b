using System.Collections.Frozen;
using System.Collections.Immutable;
using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Lateen.Proxy.Extensions.Jwt;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Routing;
using ProtoRequirement = Envoy.Extensions.Filters.Http.JwtAuthn.V3.JwtRequirement;
using RouteMatch = Envoy.Config.Route.V3.RouteMatch;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>envoy.filters.http.jwt_authn: verifies the tokens of end users and tells later filters what they say.</summary>
sealed class JwtAuthnExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.jwt_authn";

    public string Message => "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication";

    public string? RouteMessage => "envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(JwtAuthentication.Parser, at) is not { } message)
            return null;
        if (message.FilterStateRules is not null)
            at["filter_state_rules"].FailUnsupported("requirements by filter state");
        var providers = message.Providers.ToFrozenDictionary(entry => entry.Key, entry => JwtProviderReading.Read(entry.Key, entry.Value, at[$"providers[{entry.Key}]"]));
        var requirements = new JwtRequirementReading(providers);
        var named = message.RequirementMap.ToFrozenDictionary(entry => entry.Key, entry => requirements.Read(entry.Value, at[$"requirement_map[{entry.Key}]"]));
        return new JwtAuthnFilterFactory(name, new JwtAuthnConfig
        {
            Rules = [.. message.Rules.Select((rule, i) => ReadRule(rule, requirements, named, at["rules", i]))],
            Named = named,
            BypassCorsPreflight = message.BypassCorsPreflight,
            StripFailureResponse = message.StripFailureResponse,
            Stats = new JwtStats(context.Stats.Http(context.HttpStatPrefix).Scope("jwt_authn")),
        });
    }

    public IRouteFilterConfig? ReadRoute(TypedConfig config, FieldPath at) =>
        config.Read(PerRouteConfig.Parser, at) is { } route ? new JwtAuthnRouteConfig(route.Disabled, route.RequirementName) : null;

    static JwtAuthnConfig.Rule ReadRule(
        RequirementRule rule, JwtRequirementReading requirements, FrozenDictionary<string, Jwt.JwtRequirement> named, FieldPath at)
    {
        var match = rule.Match ?? new RouteMatch { Prefix = "/" };
        var requirement = rule.RequirementTypeCase switch
        {
            RequirementRule.RequirementTypeOneofCase.Requires => requirements.Read(rule.Requires, at["requires"]),
            RequirementRule.RequirementTypeOneofCase.RequirementName => Named(rule.RequirementName, named, at["requirement_name"]),
            _ => null,
        };
        RefuseUnsupported(match, at["match"]);
        return new JwtAuthnConfig.Rule(ReadPath(match, at["match"]), match.CaseSensitive ?? true, match.Headers.Read(at["match"], "headers"), requirement);
    }

    static Jwt.JwtRequirement? Named(string name, FrozenDictionary<string, Jwt.JwtRequirement> named, FieldPath at)
    {
        if (named.TryGetValue(name, out var found))
            return found;
        at.Fail($"Wrong requirement_name: {name}. It should be one of [{string.Join(", ", named.Keys.Order(StringComparer.Ordinal))}]");
        return null;
    }

    static void RefuseUnsupported(RouteMatch match, FieldPath at)
    {
        if (match.QueryParameters.Count > 0 || match.Grpc is not null || match.RuntimeFraction is not null || match.TlsContext is not null
            || match.DynamicMetadata.Count > 0 || match.FilterState.Count > 0 || match.Cookies.Count > 0)
            at.FailUnsupported("a requirement's match by more than path and headers");
    }

    static PathMatch ReadPath(RouteMatch match, FieldPath at)
    {
        switch (match.PathSpecifierCase)
        {
            case RouteMatch.PathSpecifierOneofCase.Prefix:
                return new PathMatch.Prefix(match.Prefix);
            case RouteMatch.PathSpecifierOneofCase.Path:
                return new PathMatch.Exact(match.Path);
            case RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix:
                return new PathMatch.SeparatedPrefix(match.PathSeparatedPrefix);
            case RouteMatch.PathSpecifierOneofCase.SafeRegex:
                return match.SafeRegex.Read(at["safe_regex"]) is { } regex ? new PathMatch.Regex(regex) : new PathMatch.Prefix("");
            default:
                at.FailUnsupported("a requirement's match by this kind of path");
                return new PathMatch.Prefix("");
        }
    }
}
