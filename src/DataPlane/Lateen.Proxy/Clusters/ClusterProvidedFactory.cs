namespace Lateen.Proxy.Clusters;

/// <summary>The cluster finds the host itself (ORIGINAL_DST with lb_policy CLUSTER_PROVIDED); there is nothing to balance.</summary>
public sealed class ClusterProvidedFactory : ILoadBalancerFactory
{
    public static ClusterProvidedFactory Instance { get; } = new();

    public ILoadBalancer Create(HostSet hosts, IRandom random) => RandomFactory.Instance.Create(hosts, random);
}
