using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using Proto = Envoy.Config.Route.V3;

namespace Lateen.Proxy.Config.Translation;

/// <summary>RouteConfiguration -> <see cref="RouteTable"/>.</summary>
sealed class RouteTableTranslator : IRouteReader
{
    /// <inheritdoc />
    public RouteTable? Read(Proto.RouteConfiguration configuration, FieldPath at)
    {
        RefuseUnsupported(configuration, at);
        var config = new RouteTableConfig
        {
            Name = configuration.Name,
            VirtualHosts = [.. configuration.VirtualHosts.Select((host, i) => Translate(host, at["virtual_hosts", i]))],
            RequestHeaders = HeaderMutationTranslator.Translate(configuration.RequestHeadersToAdd, configuration.RequestHeadersToRemove, at, "request"),
            ResponseHeaders = HeaderMutationTranslator.Translate(configuration.ResponseHeadersToAdd, configuration.ResponseHeadersToRemove, at, "response"),
            MostSpecificHeaderMutationsWin = configuration.MostSpecificHeaderMutationsWins,
            IgnorePortInHostMatching = configuration.IgnorePortInHostMatching,
            IgnorePathParameters = configuration.IgnorePathParametersInPathMatching,
            FilterConfigs = RouteFilterTranslator.Translate(configuration.TypedPerFilterConfig, at),
        };
        var table = RouteTable.TryCreate(config, out var errors);
        foreach (var error in errors)
            at["virtual_hosts"].Fail(error);
        return table;
    }

    static void RefuseUnsupported(Proto.RouteConfiguration configuration, FieldPath at)
    {
        if (configuration.Vhds is not null)
            at["vhds"].FailUnsupported("VHDS");
        if (configuration.ClusterSpecifierPlugins.Count > 0)
            at["cluster_specifier_plugins"].FailUnsupported("a cluster specifier plugin");
        if (configuration.VhostHeader.Length > 0)
            at["vhost_header"].FailUnsupported("vhost_header");
    }

    static VirtualHost Translate(Proto.VirtualHost host, FieldPath at)
    {
        if (host.Matcher is not null)
            at["matcher"].FailUnsupported("a route matcher tree");
        if (host.HedgePolicy is not null)
            at["hedge_policy"].FailUnsupported("hedging");
        var mirrors = RouteActionTranslator.ReadMirrors(host.RequestMirrorPolicies, at);
        return new VirtualHost
        {
            Name = host.Name,
            Domains = [.. host.Domains],
            Routes = [.. host.Routes.Select((route, i) => Translate(route, mirrors, at["routes", i]))],
            RequireTls = (TlsRequirement)host.RequireTls,
            RequestHeaders = HeaderMutationTranslator.Translate(host.RequestHeadersToAdd, host.RequestHeadersToRemove, at, "request"),
            ResponseHeaders = HeaderMutationTranslator.Translate(host.ResponseHeadersToAdd, host.ResponseHeadersToRemove, at, "response"),
            RetryPolicy = host.RetryPolicy is { } retry ? RetryTranslator.Translate(retry, at["retry_policy"]) : null,
            IncludeRequestAttemptCount = host.IncludeRequestAttemptCount,
            IncludeAttemptCountInResponse = host.IncludeAttemptCountInResponse,
            FilterConfigs = RouteFilterTranslator.Translate(host.TypedPerFilterConfig, at),
        };
    }

    static Route Translate(Proto.Route route, ImmutableArray<MirrorPolicy> mirrors, FieldPath at) => new()
    {
        Name = route.Name,
        Match = RouteMatchTranslator.Translate(route.Match ?? new(), at["match"]),
        Action = RouteActionTranslator.Translate(route, mirrors, at),
        RequestHeaders = HeaderMutationTranslator.Translate(route.RequestHeadersToAdd, route.RequestHeadersToRemove, at, "request"),
        ResponseHeaders = HeaderMutationTranslator.Translate(route.ResponseHeadersToAdd, route.ResponseHeadersToRemove, at, "response"),
        FilterConfigs = RouteFilterTranslator.Translate(route.TypedPerFilterConfig, at),
        Metadata = route.Metadata.Read(),
        Decorator = route.Decorator is { } decorator ? new Decorator(decorator.Operation, decorator.Propagate ?? true) : null,
        StatPrefix = route.StatPrefix,
    };
}
