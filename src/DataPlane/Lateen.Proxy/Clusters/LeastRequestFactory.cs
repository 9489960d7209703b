namespace Lateen.Proxy.Clusters;

/// <summary>
/// The least busy of some hosts drawn at random (with replacement, the first wins ties); hosts of different weight by schedule with weight / (active + 1)^bias
/// (envoy.load_balancing_policies.least_request).
/// </summary>
/// <param name="choices">2 or more.</param>
/// <param name="bias">0 or more; 0 ignores active requests.</param>
public sealed class LeastRequestFactory(int choices = 2, double bias = 1.0) : ILoadBalancerFactory
{
    public static LeastRequestFactory Default { get; } = new();

    public ILoadBalancer Create(HostSet hosts, IRandom random) => hosts.HasEqualWeights
        ? new Drawing(hosts, random, choices)
        : new Scheduled(hosts, random, bias);

    sealed class Drawing(HostSet hosts, IRandom random, int choices) : ILoadBalancer
    {
        public HostState Pick(in LoadBalancerContext context)
        {
            var best = Draw();
            for (var draw = 1; draw < choices; draw++)
            {
                var other = Draw();
                if (other.Host.ActiveRequests.Value < best.Host.ActiveRequests.Value) best = other;
            }
            return best;
        }

        HostState Draw() => hosts.Hosts[(int)(random.Next() % (ulong)hosts.Count)];
    }

    sealed class Scheduled : ILoadBalancer
    {
        readonly HostSet hosts;
        readonly double bias;
        readonly EarliestDeadlineSchedule schedule;

        public Scheduled(HostSet hosts, IRandom random, double bias)
        {
            this.hosts = hosts;
            this.bias = bias;
            schedule = new EarliestDeadlineSchedule(hosts.Weights, random);
        }

        public HostState Pick(in LoadBalancerContext context)
        {
            var index = schedule.Take();
            schedule.Put(index, CurrentWeight(hosts.Hosts[index]));
            return hosts.Hosts[index];
        }

        double CurrentWeight(HostState entry)
        {
            var load = entry.Host.ActiveRequests.Value + 1;
            return entry.Endpoint.Weight / (bias == 1.0 ? load : Math.Pow(load, bias));
        }
    }
}
