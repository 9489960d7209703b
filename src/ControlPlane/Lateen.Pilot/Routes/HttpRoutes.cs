using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using RedirectCode = Envoy.Config.Route.V3.RedirectAction.Types.RedirectResponseCode;
using ServicePort = Lateen.Pilot.Services.ServicePort;

namespace Lateen.Pilot.Routes;

/// <summary>A VirtualService's HTTP rules as routes: one for each match block, in order, up to the first that takes everything.</summary>
static class HttpRoutes
{
    const int HttpPort = 80, HttpsPort = 443;

    /// <summary>The routes of a rule for a listener; none when no block concerns it.</summary>
    public static List<Route> Of(in RouteContext context, VirtualServiceRule rule)
    {
        var routes = new List<Route>();
        foreach (var merged in rule.Http)
        {
            if (Append(context, rule, merged, routes))
                break;
        }

        return routes;
    }

    /// <summary>The route to a service that no rule claims.</summary>
    public static Route Default(in RouteContext context, Service service, ServicePort port)
    {
        var cluster = ClusterName.Outbound(port.Number, service.Host.Value);
        var action = new RouteAction
        {
            Cluster = cluster.ToString(), Timeout = new Duration(), RetryPolicy = RetryPolicies.Outbound(null, context.View.Mesh.Config.DefaultHttpRetryPolicy, isHashed: false),
        };
        GrpcTimeouts.Set(action, new Duration(), context.View.Scope);
        Destinations.AppendHashPolicy(action.HashPolicy, context, cluster);
        var route = new Route
        {
            Name = RouteName.Default, Match = new RouteMatch { Prefix = "/" }, Route_ = action,
            Decorator = new Decorator { Operation = $"{service.Host}:{port.Number}/*" },
        };
        return context.Emitter.Emit(route, service.At(port));
    }

    /// <summary>Appends one rule's routes. True when one of them takes everything.</summary>
    static bool Append(in RouteContext context, VirtualServiceRule rule, MergedRule merged, List<Route> routes)
    {
        var http = merged.Http;
        var source = merged.Origin.At($"spec.http[{merged.Index}]");
        if (http.Match.Count == 0)
        {
            routes.Add(context.Emitter.Emit(Make(context, rule, merged, null), source));
            return true;
        }

        for (var j = 0; j < http.Match.Count; j++)
        {
            if (!RuleScope.Includes(context, merged.Origin.Namespace, http.Match[j]))
                continue;
            var route = Make(context, rule, merged, http.Match[j]);
            routes.Add(context.Emitter.Emit(route, merged.Origin.At($"spec.http[{merged.Index}].match[{j}]"), source));
            if (RouteMatches.IsCatchAll(route.Match))
                return true;
        }

        return false;
    }

    static Route Make(in RouteContext context, VirtualServiceRule rule, MergedRule merged, HTTPMatchRequest? match)
    {
        var http = merged.Http;
        var route = new Route
        {
            Name = Name(http.Name, match?.Name ?? ""), Match = RouteMatches.Of(match), Metadata = IstioMetadata.Config(rule.ConfigPath),
            StatPrefix = match?.StatPrefix ?? "",
        };
        HeaderEdits.Append(route.RequestHeadersToAdd, http.Headers?.Request);
        HeaderEdits.Append(route.ResponseHeadersToAdd, http.Headers?.Response);
        HeaderEdits.Remove(route.RequestHeadersToRemove, http.Headers?.Request);
        HeaderEdits.Remove(route.ResponseHeadersToRemove, http.Headers?.Response);
        var operation = Act(context, rule, merged, route) ?? $"{rule.Object.Name}:{context.ListenPort}";
        route.Decorator = new Decorator { Operation = operation + RouteMatches.Describe(route.Match) };
        if (http.CorsPolicy is not null)
            route.TypedPerFilterConfig[RouteFilters.CorsName] = Any.Pack(RouteFilters.Cors(http.CorsPolicy));
        if (http.Fault is not null)
            route.TypedPerFilterConfig[RouteFilters.FaultName] = Any.Pack(RouteFilters.Fault(http.Fault));
        return route;
    }

    static string Name(string rule, string match) => match.Length == 0 ? rule : $"{rule}.{match}";

    /// <summary>Gives the route its action. Returns "host:port" of the only destination, if there is one.</summary>
    static string? Act(in RouteContext context, VirtualServiceRule rule, MergedRule merged, Route route)
    {
        var http = merged.Http;
        if (http.Redirect is not null)
            route.Redirect = Redirect(context, http.Redirect);
        else if (http.DirectResponse is not null)
            route.DirectResponse = Respond(http.DirectResponse);
        else
            return Forward(context, rule, merged, route);
        return null;
    }

    static string? Forward(in RouteContext context, VirtualServiceRule rule, MergedRule merged, Route route)
    {
        var http = merged.Http;
        var action = new RouteAction { Timeout = http.Timeout ?? new Duration() };
        route.Route_ = action;
        if (context.View.Scope.Type == ProxyType.Proxyless)
            action.MaxStreamDuration = new RouteAction.Types.MaxStreamDuration { MaxStreamDuration_ = action.Timeout };
        else
            GrpcTimeouts.Set(action, action.Timeout, context.View.Scope);
        Rewrite(action, http);
        foreach (var mirror in Mirrors(context, merged))
            action.RequestMirrorPolicies.Add(mirror);
        return http.Route.Count == 1 ? ForwardToOne(context, rule, merged, route) : ForwardToSeveral(context, rule, merged, action);
    }

    static string ForwardToOne(in RouteContext context, VirtualServiceRule rule, MergedRule merged, Route route)
    {
        var http = merged.Http;
        var destination = http.Route[0];
        var cluster = Destinations.Cluster(context, merged.Origin.Namespace, destination.Destination);
        var isHashed = Destinations.AppendHashPolicy(route.Route_.HashPolicy, context, cluster);
        route.Route_.Cluster = cluster.ToString();
        route.Route_.RetryPolicy = RetryPolicies.Outbound(http.Retries, context.View.Mesh.Config.DefaultHttpRetryPolicy, isHashed);
        HeaderEdits.Append(route.RequestHeadersToAdd, destination.Headers?.Request);
        HeaderEdits.Append(route.ResponseHeadersToAdd, destination.Headers?.Response);
        HeaderEdits.Remove(route.RequestHeadersToRemove, destination.Headers?.Request);
        HeaderEdits.Remove(route.ResponseHeadersToRemove, destination.Headers?.Response);
        if (!route.Route_.HasHostRewriteLiteral && HeaderEdits.HostRewrite(destination.Headers?.Request) is { } host)
            route.Route_.HostRewriteLiteral = host;
        return $"{cluster.Host}:{cluster.Port}";
    }

    static string? ForwardToSeveral(in RouteContext context, VirtualServiceRule rule, MergedRule merged, RouteAction action)
    {
        var http = merged.Http;
        action.RetryPolicy = RetryPolicies.Outbound(http.Retries, context.View.Mesh.Config.DefaultHttpRetryPolicy, isHashed: false);
        action.WeightedClusters = new WeightedCluster();
        for (var k = 0; k < http.Route.Count; k++)
        {
            var destination = http.Route[k];
            if (destination.Weight == 0)
                continue;
            var cluster = Destinations.Cluster(context, merged.Origin.Namespace, destination.Destination);
            Destinations.AppendHashPolicy(action.HashPolicy, context, cluster);
            action.WeightedClusters.Clusters.Add(context.Emitter.Emit(
                Weighted(destination, cluster), merged.Origin.At($"spec.http[{merged.Index}].route[{k}]")));
        }

        return null;
    }

    static WeightedCluster.Types.ClusterWeight Weighted(HTTPRouteDestination destination, ClusterName cluster)
    {
        var weighted = new WeightedCluster.Types.ClusterWeight { Name = cluster.ToString(), Weight = (uint)destination.Weight };
        HeaderEdits.Append(weighted.RequestHeadersToAdd, destination.Headers?.Request);
        HeaderEdits.Append(weighted.ResponseHeadersToAdd, destination.Headers?.Response);
        HeaderEdits.Remove(weighted.RequestHeadersToRemove, destination.Headers?.Request);
        HeaderEdits.Remove(weighted.ResponseHeadersToRemove, destination.Headers?.Response);
        if (HeaderEdits.HostRewrite(destination.Headers?.Request) is { } host)
            weighted.HostRewriteLiteral = host;
        return weighted;
    }

    static void Rewrite(RouteAction action, HTTPRoute http)
    {
        if (http.Rewrite?.UriRegexRewrite is { } regex)
            action.RegexRewrite = new RegexMatchAndSubstitute { Pattern = new RegexMatcher { Regex = regex.Match }, Substitution = regex.Rewrite };
        else if (http.Rewrite is { Uri.Length: > 0 })
            action.PrefixRewrite = http.Rewrite.Uri;
        var host = http.Rewrite is { Authority.Length: > 0 } ? http.Rewrite.Authority : HeaderEdits.HostRewrite(http.Headers?.Request);
        if (host is not null)
            action.HostRewriteLiteral = host;
    }

    static IEnumerable<RouteAction.Types.RequestMirrorPolicy> Mirrors(RouteContext context, MergedRule merged)
    {
        var http = merged.Http;
        if (http.Mirror is not null && RouteFilters.MirrorShare(http) is { } share)
            yield return Mirror(context, merged, http.Mirror, share);
        foreach (var mirror in http.Mirrors)
        {
            if (mirror.Percentage is not { Value: 0 })
                yield return Mirror(context, merged, mirror.Destination, RouteFilters.ShareOrAll(mirror.Percentage));
        }
    }

    static RouteAction.Types.RequestMirrorPolicy Mirror(in RouteContext context, MergedRule merged, Destination destination, Envoy.Type.V3.FractionalPercent share) => new()
    {
        Cluster = Destinations.Cluster(context, merged.Origin.Namespace, destination).ToString(),
        RuntimeFraction = new RuntimeFractionalPercent { DefaultValue = share }, TraceSampled = false, DisableShadowHostSuffixAppend = true,
    };

    static RedirectAction Redirect(in RouteContext context, HTTPRedirect redirect)
    {
        var action = new RedirectAction { HostRedirect = redirect.Authority, ResponseCode = Code(redirect.RedirectCode) };
        if (redirect.PrefixRewrite.Length > 0)
            action.PrefixRewrite = redirect.PrefixRewrite;
        else
            action.PathRedirect = redirect.Uri;
        if (redirect.Scheme.Length > 0)
            action.SchemeRedirect = redirect.Scheme;
        var port = redirect.RedirectPortCase switch
        {
            HTTPRedirect.RedirectPortOneofCase.Port => redirect.Port,
            HTTPRedirect.RedirectPortOneofCase.DerivePort when redirect.DerivePort == HTTPRedirect.Types.RedirectPortSelection.FromRequestPort =>
                (uint)context.ListenPort,
            _ => 0u,
        };
        if (!(port == HttpPort && redirect.Scheme == "http" || port == HttpsPort && redirect.Scheme == "https"))
            action.PortRedirect = port;
        return action;
    }

    static RedirectCode Code(uint code) => code switch
    {
        302 => RedirectCode.Found,
        303 => RedirectCode.SeeOther,
        307 => RedirectCode.TemporaryRedirect,
        308 => RedirectCode.PermanentRedirect,
        _ => RedirectCode.MovedPermanently,
    };

    static DirectResponseAction Respond(HTTPDirectResponse response)
    {
        var action = new DirectResponseAction { Status = response.Status };
        if (response.Body is not null)
        {
            action.Body = response.Body.SpecifierCase == HTTPBody.SpecifierOneofCase.Bytes
                ? new DataSource { InlineBytes = response.Body.Bytes }
                : new DataSource { InlineString = response.Body.String };
        }

        return action;
    }
}
