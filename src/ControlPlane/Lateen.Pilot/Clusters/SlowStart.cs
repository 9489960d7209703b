using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;

namespace Lateen.Pilot.Clusters;

/// <summary>Endpoints that are new get their full share only after a while.</summary>
static class SlowStart
{
    /// <summary>Envoy wants one; nobody sets it.</summary>
    const string AggressionKey = "upstream.slow_start.aggression";

    const double DefaultPercent = 10, DefaultAggression = 1;

    /// <summary>Writes it where the policy has a place for it: round robin and least request.</summary>
    public static void Apply(Cluster cluster, LoadBalancerSettings? settings)
    {
        if (Of(settings) is not { } config)
            return;
        if (cluster.LbPolicy == Cluster.Types.LbPolicy.RoundRobin)
            cluster.RoundRobinLbConfig = new Cluster.Types.RoundRobinLbConfig { SlowStartConfig = config };
        else if (cluster.LbPolicy == Cluster.Types.LbPolicy.LeastRequest)
            cluster.LeastRequestLbConfig = new Cluster.Types.LeastRequestLbConfig { SlowStartConfig = config };
    }

    static Cluster.Types.SlowStartConfig? Of(LoadBalancerSettings? settings)
    {
        if (settings?.Warmup is { } warmup)
        {
            return new Cluster.Types.SlowStartConfig
            {
                SlowStartWindow = warmup.Duration, Aggression = new RuntimeDouble { DefaultValue = warmup.Aggression ?? DefaultAggression, RuntimeKey = AggressionKey },
                MinWeightPercent = new Envoy.Type.V3.Percent { Value = warmup.MinimumPercent ?? DefaultPercent },
            };
        }

#pragma warning disable CS0612 // Users still write the old field.
        var old = settings?.WarmupDurationSecs;
#pragma warning restore CS0612
        return old is null ? null : new Cluster.Types.SlowStartConfig { SlowStartWindow = old };
    }
}
