using Envoy.Config.Cluster.V3;
using Envoy.Extensions.LoadBalancingPolicies.LeastRequest.V3;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Reading;
using Cluster = Envoy.Config.Cluster.V3.Cluster;

namespace Lateen.Proxy.Config.Translation;

/// <summary>lb_policy and load_balancing_policy -> <see cref="ILoadBalancerFactory"/>.</summary>
static class LoadBalancerTranslator
{
    const string Policies = "envoy.extensions.load_balancing_policies.";

    /// <summary>The policy; null, with the reason noted, when it is none of ours.</summary>
    public static ILoadBalancerFactory? Translate(Cluster cluster, FieldPath at)
    {
        if (cluster.LoadBalancingPolicy is { } policy)
            return Translate(policy, at["load_balancing_policy"]);
        switch (cluster.LbPolicy)
        {
            case Cluster.Types.LbPolicy.RoundRobin:
                return RoundRobinFactory.Instance;
            case Cluster.Types.LbPolicy.LeastRequest:
                return LeastRequestOf(cluster.LeastRequestLbConfig?.ChoiceCount, cluster.LeastRequestLbConfig?.ActiveRequestBias?.DefaultValue);
            case Cluster.Types.LbPolicy.Random:
                return RandomFactory.Instance;
            case Cluster.Types.LbPolicy.RingHash:
                return RingHashOf(cluster, at);
            case Cluster.Types.LbPolicy.Maglev:
                return MaglevOf(cluster, at);
            case Cluster.Types.LbPolicy.ClusterProvided when cluster.Type == Cluster.Types.DiscoveryType.OriginalDst:
                return ClusterProvidedFactory.Instance;
            case Cluster.Types.LbPolicy.ClusterProvided:
                at["lb_policy"].Fail($"cluster: LB policy CLUSTER_PROVIDED is not valid for Cluster type {cluster.Type}");
                return null;
            default:
                at["lb_policy"].FailUnsupported($"lb_policy {cluster.LbPolicy}");
                return null;
        }
    }

    /// <summary>How long a new host gets less than its share; null: not at all.</summary>
    public static TimeSpan? SlowStartWindow(Cluster cluster, FieldPath at) =>
        (cluster.LeastRequestLbConfig?.SlowStartConfig ?? cluster.RoundRobinLbConfig?.SlowStartConfig)?.SlowStartWindow.ReadOptional(at["slow_start_config"]);

    // The first policy that is known here wins, as in Envoy.
    static ILoadBalancerFactory? Translate(LoadBalancingPolicy list, FieldPath at)
    {
        var unknown = new List<string>();
        for (var i = 0; i < list.Policies.Count; i++)
        {
            var extension = list.Policies[i].TypedExtensionConfig;
            if (TypedConfig.Open(extension?.TypedConfig, at["policies", i]) is not { } config)
                return null;
            if (Create(config, at["policies", i]) is { } found)
                return found;
            unknown.Add(extension?.Name ?? "");
        }

        at.Fail($"cluster: didn't find a registered load balancer factory for any of: {string.Join(", ", unknown)}");
        return null;
    }

    static ILoadBalancerFactory? Create(TypedConfig config, FieldPath at) => config.Message switch
    {
        Policies + "round_robin.v3.RoundRobin" => RoundRobinFactory.Instance,
        Policies + "random.v3.Random" => RandomFactory.Instance,
        Policies + "cluster_provided.v3.ClusterProvided" => ClusterProvidedFactory.Instance,
        Policies + "least_request.v3.LeastRequest" => config.Read(LeastRequest.Parser, at) is { } options
            ? LeastRequestOf(options.ChoiceCount, options.ActiveRequestBias?.DefaultValue)
            : null,
        _ => null,
    };

    static RingHashFactory RingHashOf(Cluster cluster, FieldPath at)
    {
        var options = cluster.RingHashLbConfig;
        var (least, most) = (options?.MinimumRingSize ?? 1024, options?.MaximumRingSize ?? RingHashFactory.LargestRing);
        if (least > most)
            at["ring_hash_lb_config"].Fail($"ring hash: minimum_ring_size ({least}) > maximum_ring_size ({most})");
        if (least > RingHashFactory.LargestRing || most > RingHashFactory.LargestRing)
            at["ring_hash_lb_config"].Fail($"value must be less than or equal to {RingHashFactory.LargestRing}");
        return new RingHashFactory
        {
            MinimumRingSize = least,
            MaximumRingSize = most,
            Function = options?.HashFunction == Cluster.Types.RingHashLbConfig.Types.HashFunction.MurmurHash2 ? HashFunction.MurmurHash2 : HashFunction.XxHash,
            UseHostname = UsesHostname(cluster, at),
        };
    }

    static MaglevFactory MaglevOf(Cluster cluster, FieldPath at)
    {
        var size = cluster.MaglevLbConfig?.TableSize ?? MaglevFactory.DefaultTableSize;
        if (size > MaglevFactory.LargestTable)
            at["maglev_lb_config"]["table_size"].Fail($"value must be less than or equal to {MaglevFactory.LargestTable}");
        else if (!IsPrime(size))
            at["maglev_lb_config"]["table_size"].Fail("The table size of maglev must be prime number");
        return new MaglevFactory { TableSize = (int)Math.Min(size, MaglevFactory.LargestTable), UseHostname = UsesHostname(cluster, at) };
    }

    static bool UsesHostname(Cluster cluster, FieldPath at)
    {
        var options = cluster.CommonLbConfig?.ConsistentHashingLbConfig;
        if (options?.HashBalanceFactor is > 0)
            at["common_lb_config"]["consistent_hashing_lb_config"]["hash_balance_factor"].FailUnsupported("a bound on the load of hashed hosts");
        return options?.UseHostnameForHashing ?? false;
    }

    static bool IsPrime(ulong number)
    {
        if (number < 2)
            return false;
        for (var divisor = 2UL; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
                return false;
        }

        return true;
    }

    static LeastRequestFactory LeastRequestOf(uint? choices, double? bias) =>
        choices is null && bias is null ? LeastRequestFactory.Default : new((int)Math.Max(2, choices ?? 2), Math.Max(0, bias ?? 1));
}
