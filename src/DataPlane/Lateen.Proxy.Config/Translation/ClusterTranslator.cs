using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.NetworkFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.TransportSockets;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Transport;
using Proto = Envoy.Config.Cluster.V3;
using TransportSocketMatch = Lateen.Proxy.Clusters.TransportSocketMatch;

namespace Lateen.Proxy.Config.Translation;

/// <summary>Cluster -> <see cref="ClusterConfig"/>.</summary>
sealed class ClusterTranslator(ReadingContext context)
{
    /// <summary>The cluster; null, with every reason in <paramref name="problems"/>, when something is wrong.</summary>
    public ClusterConfig? Translate(Proto.Cluster cluster, ProblemList problems)
    {
        var at = problems.Root;
        RefuseUnsupported(cluster, at);
        var discovery = ReadDiscovery(cluster, at);
        var loadBalancer = LoadBalancerTranslator.Translate(cluster, at);
        var http = UpstreamHttpTranslator.Translate(cluster, at);
        var socket = TransportSocketExtensions.Upstream.Read(cluster.TransportSocket, at["transport_socket"]);
        var matches = ReadMatches(cluster, at);
        var filters = ReadFilters(cluster, at);
        return problems.IsEmpty && discovery is not null && loadBalancer is not null && socket is not null
            ? Build(cluster, discovery, loadBalancer, http, socket, matches, filters, at)
            : null;
    }

    static ClusterConfig Build(
        Proto.Cluster cluster, ClusterDiscovery discovery, ILoadBalancerFactory loadBalancer, UpstreamHttpConfig http,
        TransportSocketConfig socket, ImmutableArray<TransportSocketMatch> matches, ImmutableArray<IReadFilterConfig> filters, FieldPath at) => new()
    {
        Name = cluster.Name,
        AltStatName = cluster.AltStatName,
        Discovery = discovery,
        LoadBalancer = loadBalancer,
        ConnectTimeout = cluster.ConnectTimeout.Read(TimeSpan.FromSeconds(5), at["connect_timeout"]),
        PerConnectionBufferLimit = (int)Math.Min(cluster.PerConnectionBufferLimitBytes ?? 1 << 20, int.MaxValue),
        DefaultThresholds = ReadThresholds(cluster, RoutingPriority.Default),
        HighThresholds = ReadThresholds(cluster, RoutingPriority.High),
        MaxConnectionsPerHost = cluster.CircuitBreakers?.PerHostThresholds.Select(threshold => threshold.MaxConnections).FirstOrDefault(),
        TransportSocket = socket,
        TransportSocketMatches = matches,
        Http = http,
        NetworkFilters = filters,
        PanicThresholdPercent = (int)(cluster.CommonLbConfig?.HealthyPanicThreshold?.Value ?? 50),
        FailTrafficOnPanic = cluster.CommonLbConfig?.ZoneAwareLbConfig?.FailTrafficOnPanic ?? false,
        LocalityWeighted = cluster.CommonLbConfig?.LocalityWeightedLbConfig is not null,
        SlowStartWindow = LoadBalancerTranslator.SlowStartWindow(cluster, at),
        OutlierDetection = cluster.OutlierDetection is { } outlier ? OutlierTranslator.Translate(outlier, at["outlier_detection"]) : null,
        SourceAddress = cluster.UpstreamBindConfig?.SourceAddress is { } source ? source.Read(at["upstream_bind_config"]["source_address"]) : default,
        SocketMark = ReadMark(cluster.UpstreamBindConfig, at["upstream_bind_config"]),
        TcpKeepAlive = cluster.UpstreamConnectionOptions?.TcpKeepalive is { } keepAlive ? SocketTranslator.Translate(keepAlive) : null,
        CloseConnectionsOnHostHealthFailure = cluster.CloseConnectionsOnHostHealthFailure,
        Metadata = cluster.Metadata.Read(),
    };

    static void RefuseUnsupported(Proto.Cluster cluster, FieldPath at)
    {
        if (cluster.Name.Length == 0)
            at["name"].Fail("value length must be at least 1 characters");
        if (cluster.HealthChecks.Count > 0)
            at["health_checks"].FailUnsupported("active health checking");
        if (cluster.TransportSocketMatcher is not null)
            at["transport_socket_matcher"].FailUnsupported("a transport socket matcher");
        if (cluster.LbSubsetConfig is not null)
            at["lb_subset_config"].FailUnsupported("subset load balancing");
        if (cluster.ConnectionPoolPerDownstreamConnection)
            at["connection_pool_per_downstream_connection"].FailUnsupported("a connection pool per downstream connection");
    }

    static ClusterDiscovery? ReadDiscovery(Proto.Cluster cluster, FieldPath at)
    {
        if (cluster.ClusterType is not null)
        {
            at["cluster_type"].Fail($"Didn't find a registered cluster factory implementation for name: '{cluster.ClusterType.Name}'");
            return null;
        }

        switch (cluster.Type)
        {
            case Proto.Cluster.Types.DiscoveryType.Eds:
                return ReadEds(cluster, at);
            case Proto.Cluster.Types.DiscoveryType.OriginalDst:
                return ReadOriginalDestination(cluster, at);
            case Proto.Cluster.Types.DiscoveryType.Static:
                return new ClusterDiscovery.Static(ReadEndpoints(cluster, names: false, at));
            case Proto.Cluster.Types.DiscoveryType.StrictDns:
                return ReadDns(cluster, logical: false, at);
            case Proto.Cluster.Types.DiscoveryType.LogicalDns:
                return ReadDns(cluster, logical: true, at);
            default:
                at["type"].Fail($"value must be one of the defined enum values: {cluster.Type}");
                return null;
        }
    }

    static ClusterDiscovery? ReadEds(Proto.Cluster cluster, FieldPath at)
    {
        if (cluster.EdsClusterConfig?.EdsConfig is not { } source)
        {
            at["eds_cluster_config"].Fail("cannot create an EDS cluster without an EDS config");
            return null;
        }

        if (source.ConfigSourceSpecifierCase is not (ConfigSource.ConfigSourceSpecifierOneofCase.Ads or ConfigSource.ConfigSourceSpecifierOneofCase.Self))
            at["eds_cluster_config"]["eds_config"].FailUnsupported("EDS outside ADS");
        var name = cluster.EdsClusterConfig.ServiceName;
        return new ClusterDiscovery.Eds(name.Length > 0 ? name : cluster.Name);
    }

    static ClusterDiscovery ReadOriginalDestination(Proto.Cluster cluster, FieldPath at)
    {
        if (cluster.LbPolicy is not Proto.Cluster.Types.LbPolicy.ClusterProvided)
            at["lb_policy"].Fail($"cluster: LB policy {cluster.LbPolicy} is not valid for Cluster type ORIGINAL_DST. Only 'CLUSTER_PROVIDED' is allowed");
        if (cluster.LoadAssignment is not null)
            at["load_assignment"].Fail("ORIGINAL_DST clusters must have no load assignment configured");
        var options = cluster.OriginalDstLbConfig;
        return new ClusterDiscovery.OriginalDestination
        {
            HttpHeader = options is { UseHttpHeader: true } ? options.HttpHeaderName is { Length: > 0 } header ? header : "x-envoy-original-dst-host" : null,
            MetadataKey = options?.MetadataKey is { Path.Count: > 0 } key ? (key.Key, key.Path[0].Key) : null,
            PortOverride = (int?)options?.UpstreamPortOverride,
            CleanupInterval = cluster.CleanupInterval.Read(TimeSpan.FromSeconds(5), at["cleanup_interval"]),
        };
    }

    static ClusterDiscovery ReadDns(Proto.Cluster cluster, bool logical, FieldPath at)
    {
        var names = ReadEndpoints(cluster, names: true, at);
        if (logical && names.Localities.Sum(locality => locality.Endpoints.Length) != 1)
            at["load_assignment"].Fail("LOGICAL_DNS clusters must have a single locality_lb_endpoint and a single lb_endpoint");
#pragma warning disable CS0612 // What Istio sends.
        return new ClusterDiscovery.Dns(names, logical)
        {
            RefreshRate = cluster.DnsRefreshRate.Read(TimeSpan.FromSeconds(5), at["dns_refresh_rate"]),
            RespectTimeToLive = cluster.RespectDnsTtl,
            Jitter = cluster.DnsJitter.Read(default, at["dns_jitter"]),
            FailureRefresh = cluster.DnsFailureRefreshRate is { } failing ? ReadFailureRefresh(failing, at["dns_failure_refresh_rate"]) : null,
            Family = cluster.DnsLookupFamily switch
            {
                Proto.Cluster.Types.DnsLookupFamily.V4Only => LookupFamily.IPv4Only,
                Proto.Cluster.Types.DnsLookupFamily.V6Only => LookupFamily.IPv6Only,
                Proto.Cluster.Types.DnsLookupFamily.V4Preferred => LookupFamily.IPv4Preferred,
                Proto.Cluster.Types.DnsLookupFamily.All => LookupFamily.All,
                _ => LookupFamily.Auto,
            },
        };
#pragma warning restore CS0612
    }

    static FailureRefresh ReadFailureRefresh(Proto.Cluster.Types.RefreshRate rate, FieldPath at)
    {
        var first = rate.BaseInterval.Read(TimeSpan.FromSeconds(5), at["base_interval"]);
        var most = rate.MaxInterval.Read(first * 10, at["max_interval"]);
        if (most < first)
            at.Fail("dns_failure_refresh_rate must have max_interval greater than or equal to the base_interval");
        return new FailureRefresh(first, most);
    }

    static EndpointsConfig ReadEndpoints(Proto.Cluster cluster, bool names, FieldPath at) => cluster.LoadAssignment is { } assignment
        ? EndpointsTranslator.Translate(assignment, names, at["load_assignment"])
        : EndpointsConfig.Empty;

    static CircuitBreakerThresholds ReadThresholds(Proto.Cluster cluster, RoutingPriority priority)
    {
        var given = cluster.CircuitBreakers?.Thresholds.FirstOrDefault(threshold => threshold.Priority == priority);
        if (given is null)
            return CircuitBreakerThresholds.EnvoyDefault;
        var defaults = CircuitBreakerThresholds.EnvoyDefault;
        return new CircuitBreakerThresholds
        {
            MaxConnections = given.MaxConnections ?? defaults.MaxConnections,
            MaxPendingRequests = given.MaxPendingRequests ?? defaults.MaxPendingRequests,
            MaxRequests = given.MaxRequests ?? defaults.MaxRequests,
            MaxRetries = given.MaxRetries ?? defaults.MaxRetries,
            MaxConnectionPools = given.MaxConnectionPools ?? defaults.MaxConnectionPools,
            RetryBudgetPercent = given.RetryBudget is { } budget ? budget.BudgetPercent?.Value ?? 20 : null,
            RetryBudgetMinimum = given.RetryBudget?.MinRetryConcurrency ?? defaults.RetryBudgetMinimum,
            TrackRemaining = given.TrackRemaining,
        };
    }

    static ImmutableArray<TransportSocketMatch> ReadMatches(Proto.Cluster cluster, FieldPath at)
    {
        var matches = ImmutableArray.CreateBuilder<TransportSocketMatch>();
        for (var i = 0; i < cluster.TransportSocketMatches.Count; i++)
        {
            var match = cluster.TransportSocketMatches[i];
            var socket = TransportSocketExtensions.Upstream.Read(match.TransportSocket, at["transport_socket_matches", i]["transport_socket"]);
            if (socket is not null)
                matches.Add(new TransportSocketMatch(match.Name, (match.Match ?? new()).Read(), socket));
        }

        return matches.ToImmutable();
    }

    ImmutableArray<IReadFilterConfig> ReadFilters(Proto.Cluster cluster, FieldPath at)
    {
        var filters = ImmutableArray.CreateBuilder<IReadFilterConfig>();
        var reading = context with { IsUpstream = true };
        for (var i = 0; i < cluster.Filters.Count; i++)
        {
            var filter = cluster.Filters[i];
            if (filter.ConfigDiscovery is not null)
                at["filters", i]["config_discovery"].FailUnsupported("ECDS");
            else if (NetworkFilterExtensions.Read(filter.Name, filter.TypedConfig, at["filters", i], reading) is { } read)
                Add(filters, read, at["filters", i]);
        }

        return filters.ToImmutable();
    }

    static void Add(ImmutableArray<IReadFilterConfig>.Builder filters, INetworkFilterConfig read, FieldPath at)
    {
        if (read is IReadFilterConfig filter)
            filters.Add(filter);
        else
            at.Fail($"{read.Name} is not a filter of upstream connections");
    }

    static uint ReadMark(BindConfig? bind, FieldPath at)
    {
        var mark = 0u;
        for (var i = 0; i < (bind?.SocketOptions.Count ?? 0); i++)
        {
            if (SocketTranslator.IsMark(bind!.SocketOptions[i]))
                mark = (uint)bind.SocketOptions[i].IntValue;
            else
                at["socket_options", i].FailUnsupported($"the socket option {bind.SocketOptions[i].Level}/{bind.SocketOptions[i].Name}");
        }

        return mark;
    }
}
