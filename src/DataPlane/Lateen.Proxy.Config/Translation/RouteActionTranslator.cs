using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using Proto = Envoy.Config.Route.V3;

namespace Lateen.Proxy.Config.Translation;

/// <summary>What a route does -> <see cref="RouteAction"/>.</summary>
static class RouteActionTranslator
{
    public static RouteAction Translate(Proto.Route route, ImmutableArray<MirrorPolicy> inherited, FieldPath at)
    {
        switch (route.ActionCase)
        {
            case Proto.Route.ActionOneofCase.Route_:
                return Translate(route.Route_, inherited, at["route"]);
            case Proto.Route.ActionOneofCase.Redirect:
                return Translate(route.Redirect, at["redirect"]);
            case Proto.Route.ActionOneofCase.DirectResponse:
                return Translate(route.DirectResponse, at["direct_response"]);
            case Proto.Route.ActionOneofCase.NonForwardingAction:
                return new NonForwardingAction();
            default:
                at["action"].Fail(route.ActionCase == Proto.Route.ActionOneofCase.None ? "value is required" : "filter_action is not supported by this proxy");
                return new NonForwardingAction();
        }
    }

    public static ImmutableArray<MirrorPolicy> ReadMirrors(IReadOnlyList<Proto.RouteAction.Types.RequestMirrorPolicy> policies, FieldPath at)
    {
        var mirrors = ImmutableArray.CreateBuilder<MirrorPolicy>(policies.Count);
        for (var i = 0; i < policies.Count; i++)
        {
            if (policies[i].ClusterHeader.Length > 0)
                at["request_mirror_policies", i]["cluster_header"].FailUnsupported("mirroring to a cluster named by a header");
            if (policies[i].RequestHeadersMutations.Count > 0)
                at["request_mirror_policies", i]["request_headers_mutations"].FailUnsupported("changing the headers of a mirrored request");
            mirrors.Add(new MirrorPolicy(policies[i].Cluster, (policies[i].RuntimeFraction?.DefaultValue).Read(new(100, 100)))
            {
                AppendsHostSuffix = !policies[i].DisableShadowHostSuffixAppend,
                HostRewriteLiteral = policies[i].HostRewriteLiteral is { Length: > 0 } host ? host : null,
            });
        }

        return mirrors.MoveToImmutable();
    }

    static ForwardAction Translate(Proto.RouteAction action, ImmutableArray<MirrorPolicy> inherited, FieldPath at)
    {
        RefuseUnsupported(action, at);
        var mirrors = ReadMirrors(action.RequestMirrorPolicies, at);
#pragma warning disable CS0612 // Istio still sends max_grpc_timeout.
        var grpcTimeout = action.MaxGrpcTimeout.ReadOptional(at["max_grpc_timeout"]);
#pragma warning restore CS0612
        return new ForwardAction
        {
            Cluster = ReadCluster(action, at),
            ClusterNotFoundStatus = ReadNotFound(action.ClusterNotFoundResponseCode),
            Timeout = action.Timeout.Read(TimeSpan.FromSeconds(15), at["timeout"]),
            MaxGrpcTimeout = grpcTimeout,
            IdleTimeout = action.IdleTimeout.ReadOptional(at["idle_timeout"]),
            MaxStreamDuration = ReadDuration(action.MaxStreamDuration, at["max_stream_duration"]),
            RetryPolicy = action.RetryPolicy is { } retry ? RetryTranslator.Translate(retry, at["retry_policy"]) : null,
            PathRewrite = RewriteTranslator.ReadPath(action.PrefixRewrite, action.RegexRewrite, at),
            HostRewrite = RewriteTranslator.ReadHost(action, at),
            AppendXForwardedHost = action.AppendXForwardedHost,
            Priority = action.Priority == Envoy.Config.Core.V3.RoutingPriority.High ? RoutingPriority.High : RoutingPriority.Default,
            HashPolicies = [.. action.HashPolicy.Select((policy, i) => HashPolicyTranslator.Translate(policy, at["hash_policy", i])).OfType<HashPolicy>()],
            Mirrors = mirrors.IsEmpty ? inherited : mirrors,
            Upgrades = [.. action.UpgradeConfigs.Select(upgrade => new UpgradeConfig(upgrade.UpgradeType.ToLowerInvariant(), upgrade.Enabled ?? true))],
            MetadataMatch = action.MetadataMatch is { } match ? match.Read() : null,
        };
    }

    static void RefuseUnsupported(Proto.RouteAction action, FieldPath at)
    {
        if (action.HedgePolicy is not null)
            at["hedge_policy"].FailUnsupported("hedging");
        if (action.InternalRedirectPolicy is not null)
            at["internal_redirect_policy"].FailUnsupported("following redirects");
        if (action.PathRewritePolicy is not null)
            at["path_rewrite_policy"].FailUnsupported("a path rewrite policy");
        if (action.RetryPolicyTypedConfig is not null)
            at["retry_policy_typed_config"].FailUnsupported("a retry policy extension");
    }

    static ClusterSpecifier ReadCluster(Proto.RouteAction action, FieldPath at)
    {
        switch (action.ClusterSpecifierCase)
        {
            case Proto.RouteAction.ClusterSpecifierOneofCase.Cluster:
                return new ClusterSpecifier.Single(action.Cluster);
            case Proto.RouteAction.ClusterSpecifierOneofCase.ClusterHeader:
                return new ClusterSpecifier.FromHeader(HeaderNameReading.Read(action.ClusterHeader, at["cluster_header"]));
            case Proto.RouteAction.ClusterSpecifierOneofCase.WeightedClusters:
                return WeightedClusterTranslator.Translate(action.WeightedClusters, at["weighted_clusters"]);
            case Proto.RouteAction.ClusterSpecifierOneofCase.None:
                at["cluster_specifier"].Fail("value is required");
                return new ClusterSpecifier.Single("");
            default:
                at["cluster_specifier"].FailUnsupported("a cluster specifier plugin");
                return new ClusterSpecifier.Single("");
        }
    }

    static MaxStreamDuration? ReadDuration(Proto.RouteAction.Types.MaxStreamDuration? duration, FieldPath at) => duration is null
        ? null
        : new MaxStreamDuration(
            duration.MaxStreamDuration_.Read(default, at["max_stream_duration"]),
            duration.GrpcTimeoutHeaderMax.ReadOptional(at["grpc_timeout_header_max"]));

    static int ReadNotFound(Proto.RouteAction.Types.ClusterNotFoundResponseCode code) => code switch
    {
        Proto.RouteAction.Types.ClusterNotFoundResponseCode.NotFound => 404,
        Proto.RouteAction.Types.ClusterNotFoundResponseCode.InternalServerError => 500,
        _ => 503,
    };

    static RedirectAction Translate(Proto.RedirectAction redirect, FieldPath at) => new()
    {
        Scheme = redirect.HttpsRedirect ? "https" : redirect.SchemeRedirect is { Length: > 0 } scheme ? scheme : null,
        Host = redirect.HostRedirect is { Length: > 0 } host ? host : null,
        Port = (int)redirect.PortRedirect,
        // Istio sets it, empty, wherever a rule says nothing of the path.
        Path = redirect.PathRedirect.Length > 0 ? redirect.PathRedirect : null,
        PathRewrite = RewriteTranslator.ReadPath(redirect.PrefixRewrite, redirect.RegexRewrite, at),
        StripQuery = redirect.StripQuery,
        Status = redirect.ResponseCode switch
        {
            Proto.RedirectAction.Types.RedirectResponseCode.Found => 302,
            Proto.RedirectAction.Types.RedirectResponseCode.SeeOther => 303,
            Proto.RedirectAction.Types.RedirectResponseCode.TemporaryRedirect => 307,
            Proto.RedirectAction.Types.RedirectResponseCode.PermanentRedirect => 308,
            _ => 301,
        },
    };

    static DirectResponseAction Translate(Proto.DirectResponseAction response, FieldPath at)
    {
        if (response.Status is < 200 or >= 600)
            at["status"].Fail("value must be inside range [200, 600)");
        if (response.BodyFormat is not null)
            at["body_format"].FailUnsupported("a formatted body");
        return new DirectResponseAction((int)response.Status, response.Body.Read(at["body"]));
    }
}
