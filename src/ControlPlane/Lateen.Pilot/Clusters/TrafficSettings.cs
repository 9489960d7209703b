using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using LbPolicy = Envoy.Config.Cluster.V3.Cluster.Types.LbPolicy;
using SimpleLb = Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.SimpleLB;
using ConsistentHash = Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;

namespace Lateen.Pilot.Clusters;

/// <summary>What a traffic policy sets in a cluster, apart from TLS and the protocol.</summary>
static class TrafficSettings
{
    const ulong DefaultRingSize = 1024;
    const uint Enforced = 100, DefaultRetryConcurrency = 3;
    const double DefaultBudgetPercent = 20;

    /// <summary>Connection limits and time, the load balancer, outlier detection, keepalive.</summary>
    public static void Apply(Cluster cluster, EffectivePolicy policy, MeshOptions mesh)
    {
        ApplyConnectionPool(cluster, policy.ConnectionPool, mesh);
        if (policy.RetryBudget is { } budget)
            cluster.CircuitBreakers.Thresholds[0].RetryBudget = Budget(budget);
        ApplyLoadBalancer(cluster, policy.LoadBalancer);
        SlowStart.Apply(cluster, policy.LoadBalancer);
        ApplyOutlierDetection(cluster, policy.OutlierDetection);
        if (WeighsLocalities(policy))
            cluster.CommonLbConfig.LocalityWeightedLbConfig = new Cluster.Types.CommonLbConfig.Types.LocalityWeightedLbConfig();
    }

    /// <summary>Whether a rule spreads load over localities, or says where it goes when one of them fails, which needs outlier detection to be noticed.</summary>
    static bool WeighsLocalities(EffectivePolicy policy) =>
        policy.LoadBalancer?.LocalityLbSetting is { } setting && setting.Enabled != false
        && (setting.Distribute.Count > 0 || policy.OutlierDetection is not null && setting.Failover.Count + setting.FailoverPriority.Count > 0);

    /// <summary>Limits that are never reached by default, connect timeout, TCP keepalive.</summary>
    public static void ApplyConnectionPool(Cluster cluster, ConnectionPoolSettings? pool, MeshOptions mesh)
    {
        cluster.ConnectTimeout = pool?.Tcp?.ConnectTimeout ?? mesh.ConnectTimeout;
        cluster.CircuitBreakers = new CircuitBreakers { Thresholds = { Thresholds(pool) } };
        if (Keepalive(pool?.Tcp?.TcpKeepalive ?? mesh.Config.TcpKeepalive) is { } keepalive)
            cluster.UpstreamConnectionOptions = new UpstreamConnectionOptions { TcpKeepalive = keepalive };
    }

    static CircuitBreakers.Types.Thresholds Thresholds(ConnectionPoolSettings? pool) => new()
    {
        MaxConnections = Limit(pool?.Tcp?.MaxConnections),
        MaxPendingRequests = Limit(pool?.Http?.Http1MaxPendingRequests),
        MaxRequests = Limit(pool?.Http?.Http2MaxRequests),
        MaxRetries = Limit(pool?.Http?.MaxRetries),
    };

    static CircuitBreakers.Types.Thresholds.Types.RetryBudget Budget(TrafficPolicy.Types.RetryBudget settings)
    {
        return new CircuitBreakers.Types.Thresholds.Types.RetryBudget
        {
            BudgetInterval = settings.BudgetInterval, BudgetPercent = new Envoy.Type.V3.Percent { Value = settings.Percent ?? DefaultBudgetPercent },
            MinRetryConcurrency = settings.MinRetryConcurrency > 0 ? settings.MinRetryConcurrency : DefaultRetryConcurrency,
        };
    }

    /// <summary>0 is unset, and unset is as good as none: Envoy's own small defaults never apply.</summary>
    static uint Limit(int? value) => value is > 0 ? (uint)value : uint.MaxValue;

    static TcpKeepalive? Keepalive(ConnectionPoolSettings.Types.TCPSettings.Types.TcpKeepalive? settings)
    {
        if (settings is null)
            return null;
        var keepalive = new TcpKeepalive();
        if (settings.Probes > 0)
            keepalive.KeepaliveProbes = settings.Probes;
        if (settings.Time is not null)
            keepalive.KeepaliveTime = (uint)settings.Time.Seconds;
        if (settings.Interval is not null)
            keepalive.KeepaliveInterval = (uint)settings.Interval.Seconds;
        return keepalive;
    }

    /// <summary>The policy, and the settings of a consistent hash.</summary>
    public static void ApplyLoadBalancer(Cluster cluster, LoadBalancerSettings? settings)
    {
        if (settings?.ConsistentHash is { } hash)
            ApplyHash(cluster, hash);
        else
            cluster.LbPolicy = Simple(settings?.Simple ?? SimpleLb.Unspecified);
    }

    static LbPolicy Simple(SimpleLb simple) => simple switch
    {
        SimpleLb.Random => LbPolicy.Random,
        SimpleLb.RoundRobin => LbPolicy.RoundRobin,
        _ => LbPolicy.LeastRequest,
    };

    static void ApplyHash(Cluster cluster, ConsistentHash hash)
    {
        if (hash.HashAlgorithmCase == ConsistentHash.HashAlgorithmOneofCase.Maglev)
        {
            cluster.LbPolicy = LbPolicy.Maglev;
            if (hash.Maglev.TableSize > 0)
                cluster.MaglevLbConfig = new Cluster.Types.MaglevLbConfig { TableSize = hash.Maglev.TableSize };
            return;
        }

        cluster.LbPolicy = LbPolicy.RingHash;
        cluster.RingHashLbConfig = new Cluster.Types.RingHashLbConfig { MinimumRingSize = RingSize(hash) };
    }

    static ulong RingSize(ConsistentHash hash)
    {
#pragma warning disable CS0612 // The old field still counts for users who have it.
        var size = hash.RingHash?.MinimumRingSize is > 0 and var ring ? ring : hash.MinimumRingSize;
#pragma warning restore CS0612
        return size > 0 ? size : DefaultRingSize;
    }

    static void ApplyOutlierDetection(Cluster cluster, Istio.Networking.V1Alpha3.OutlierDetection? settings)
    {
        var panic = new Envoy.Type.V3.Percent { Value = settings?.MinHealthPercent ?? 0 };
        (cluster.CommonLbConfig ??= new Cluster.Types.CommonLbConfig()).HealthyPanicThreshold = panic;
        if (settings is null)
            return;
        var detection = new Envoy.Config.Cluster.V3.OutlierDetection
        {
            EnforcingSuccessRate = 0, Interval = Positive(settings.Interval), BaseEjectionTime = Positive(settings.BaseEjectionTime),
        };
        if (settings.MaxEjectionPercent > 0)
            detection.MaxEjectionPercent = (uint)settings.MaxEjectionPercent;
        if (settings.Consecutive5XxErrors is { } errors)
            (detection.Consecutive5Xx, detection.EnforcingConsecutive5Xx) = (errors, errors > 0 ? Enforced : 0);
        if (settings.ConsecutiveGatewayErrors is { } gateway)
            (detection.ConsecutiveGatewayFailure, detection.EnforcingConsecutiveGatewayFailure) = (gateway, gateway > 0 ? Enforced : 0);
        ApplyLocalOrigin(detection, settings);
        cluster.OutlierDetection = detection;
    }

    static void ApplyLocalOrigin(Envoy.Config.Cluster.V3.OutlierDetection detection, Istio.Networking.V1Alpha3.OutlierDetection settings)
    {
        if (!settings.SplitExternalLocalOriginErrors)
            return;
        detection.SplitExternalLocalOriginErrors = true;
        detection.EnforcingLocalOriginSuccessRate = 0;
        if (settings.ConsecutiveLocalOriginFailures is { } failures && failures > 0)
            (detection.ConsecutiveLocalOriginFailure, detection.EnforcingConsecutiveLocalOriginFailure) = (failures, Enforced);
    }

    static Duration? Positive(Duration? duration) => duration is { Seconds: > 0 } or { Nanos: > 0 } ? duration : null;
}
