using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using Proto = Envoy.Config.Route.V3;

namespace Lateen.Proxy.Config.Translation;

/// <summary>RouteMatch -> <see cref="RouteMatch"/>. A condition that this proxy cannot check refuses the route: ignoring it would match more.</summary>
static class RouteMatchTranslator
{
    public static RouteMatch Translate(Proto.RouteMatch match, FieldPath at)
    {
        RefuseUnsupported(match, at);
        return new RouteMatch
        {
            Path = ReadPath(match, at),
            CaseSensitive = match.CaseSensitive ?? true,
            Headers = match.Headers.Read(at, "headers"),
            QueryParameters = match.QueryParameters.Read(at, "query_parameters"),
            GrpcOnly = match.Grpc is not null,
            RuntimeFraction = match.RuntimeFraction is { } fraction ? fraction.DefaultValue.Read(new(100, 100)) : null,
        };
    }

    static void RefuseUnsupported(Proto.RouteMatch match, FieldPath at)
    {
        if (match.TlsContext is not null)
            at["tls_context"].FailUnsupported("matching on the TLS context");
        if (match.DynamicMetadata.Count > 0)
            at["dynamic_metadata"].FailUnsupported("matching on dynamic metadata");
        if (match.FilterState.Count > 0)
            at["filter_state"].FailUnsupported("matching on filter state");
        if (match.Cookies.Count > 0)
            at["cookies"].FailUnsupported("matching on cookies");
    }

    static PathMatch ReadPath(Proto.RouteMatch match, FieldPath at)
    {
        switch (match.PathSpecifierCase)
        {
            case Proto.RouteMatch.PathSpecifierOneofCase.Prefix:
                return new PathMatch.Prefix(match.Prefix);
            case Proto.RouteMatch.PathSpecifierOneofCase.Path:
                return new PathMatch.Exact(match.Path);
            case Proto.RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix:
                return ReadSeparated(match.PathSeparatedPrefix, at["path_separated_prefix"]);
            case Proto.RouteMatch.PathSpecifierOneofCase.SafeRegex:
                return match.SafeRegex.Read(at["safe_regex"]) is { } regex ? new PathMatch.Regex(regex) : new PathMatch.Exact("");
            case Proto.RouteMatch.PathSpecifierOneofCase.ConnectMatcher:
                return new PathMatch.Connect();
            case Proto.RouteMatch.PathSpecifierOneofCase.PathMatchPolicy:
                at["path_match_policy"].FailUnsupported("a path match policy");
                return new PathMatch.Exact("");
            default:
                at["path_specifier"].Fail("value is required");
                return new PathMatch.Exact("");
        }
    }

    static PathMatch ReadSeparated(string prefix, FieldPath at)
    {
        if (prefix.Length == 0 || prefix.EndsWith('/') || prefix.AsSpan().IndexOfAny('?', '#') >= 0)
            at.Fail("value does not match regex pattern \"^[^?#]+[^?#/]$\"");
        return new PathMatch.SeparatedPrefix(prefix);
    }
}
