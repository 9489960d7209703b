namespace Lateen.Proxy.Clusters;

/// <summary>Each host in turn; hosts of different weight as often as their weight says, evenly spread (envoy.load_balancing_policies.round_robin).</summary>
public sealed class RoundRobinFactory : ILoadBalancerFactory
{
    public static RoundRobinFactory Instance { get; } = new();

    public ILoadBalancer Create(HostSet hosts, IRandom random) => hosts.HasEqualWeights
        ? new EqualRoundRobin(hosts, random)
        : new ScheduledRoundRobin(hosts, random);

    sealed class EqualRoundRobin(HostSet hosts, IRandom random) : ILoadBalancer
    {
        uint next = (uint)random.Next();

        public HostState Pick(in LoadBalancerContext context) => hosts.Hosts[(int)(next++ % (uint)hosts.Count)];
    }

    sealed class ScheduledRoundRobin : ILoadBalancer
    {
        readonly EarliestDeadlineSchedule schedule;
        readonly HostSet hosts;

        public ScheduledRoundRobin(HostSet hosts, IRandom random)
        {
            this.hosts = hosts;
            schedule = new EarliestDeadlineSchedule(hosts.Weights, random);
        }

        public HostState Pick(in LoadBalancerContext context)
        {
            var index = schedule.Take();
            schedule.Put(index, hosts.Hosts[index].Endpoint.Weight);
            return hosts.Hosts[index];
        }
    }
}
