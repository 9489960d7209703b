namespace Lateen.Proxy.Clusters;

/// <summary>Any host, weights ignored (envoy.load_balancing_policies.random).</summary>
public sealed class RandomFactory : ILoadBalancerFactory
{
    public static RandomFactory Instance { get; } = new();

    public ILoadBalancer Create(HostSet hosts, IRandom random) => new RandomBalancer(hosts, random);

    sealed class RandomBalancer(HostSet hosts, IRandom random) : ILoadBalancer
    {
        public HostState Pick(in LoadBalancerContext context) => hosts.Hosts[(int)(random.Next() % (ulong)hosts.Count)];
    }
}
