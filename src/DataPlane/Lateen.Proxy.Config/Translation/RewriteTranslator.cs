using Envoy.Type.Matcher.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using Proto = Envoy.Config.Route.V3;

namespace Lateen.Proxy.Config.Translation;

/// <summary>Rewrites of path and host.</summary>
static class RewriteTranslator
{
    public static PathRewrite? ReadPath(string prefix, RegexMatchAndSubstitute? regex, FieldPath at)
    {
        if (prefix.Length > 0 && regex is not null)
            at.Fail("Cannot specify both prefix_rewrite and regex_rewrite");
        if (regex is not null)
            return regex.Pattern?.Read(at["regex_rewrite"]["pattern"]) is { } pattern ? new PathRewrite.Regex(pattern, regex.Substitution) : null;
        return prefix.Length > 0 ? new PathRewrite.Prefix(prefix) : null;
    }

    public static HostRewrite? ReadHost(Proto.RouteAction action, FieldPath at)
    {
        switch (action.HostRewriteSpecifierCase)
        {
            case Proto.RouteAction.HostRewriteSpecifierOneofCase.HostRewriteLiteral:
                return action.HostRewriteLiteral.Length > 0 ? new HostRewrite.Literal(action.HostRewriteLiteral) : null;
            case Proto.RouteAction.HostRewriteSpecifierOneofCase.AutoHostRewrite:
                return action.AutoHostRewrite == true ? new HostRewrite.Auto() : null;
            case Proto.RouteAction.HostRewriteSpecifierOneofCase.HostRewriteHeader:
                return new HostRewrite.FromHeader(HeaderNameReading.Read(action.HostRewriteHeader, at["host_rewrite_header"]));
            case Proto.RouteAction.HostRewriteSpecifierOneofCase.HostRewritePathRegex:
                var regex = action.HostRewritePathRegex;
                return regex.Pattern?.Read(at["host_rewrite_path_regex"]["pattern"]) is { } pattern
                    ? new HostRewrite.FromPath(pattern, regex.Substitution) : null;
            case Proto.RouteAction.HostRewriteSpecifierOneofCase.None:
                return null;
            default:
                at["host_rewrite"].FailUnsupported("a formatted host");
                return null;
        }
    }
}
