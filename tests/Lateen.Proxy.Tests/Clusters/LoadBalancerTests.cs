using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Tests.Clusters;

public sealed class LoadBalancerTests
{
    static LoadBalancerContext Anyone => default;

    public static TheoryData<ILoadBalancerFactory> All => [RoundRobinFactory.Instance, LeastRequestFactory.Default, RandomFactory.Instance, new RingHashFactory(), new MaglevFactory()];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_host_gets_traffic_and_only_hosts_of_the_set(ILoadBalancerFactory factory)
    {
        var hosts = TestHosts.Set(1, 1, 1, 1);
        var balancer = factory.Create(hosts, new SeededRandom(7));
        var picked = Enumerable.Range(0, 1000).Select(_ => balancer.Pick(Anyone)).ToHashSet();

        Assert.Equal(hosts.Hosts.ToHashSet(), picked);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Picking_allocates_nothing(ILoadBalancerFactory factory)
    {
        foreach (var hosts in new[] { TestHosts.Set(1, 1, 1), TestHosts.Set(1, 2, 3) })
        {
            var balancer = factory.Create(hosts, new SeededRandom(7));
            balancer.Pick(Anyone);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) balancer.Pick(Anyone);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Round_robin_gives_each_host_its_turn()
    {
        var balancer = RoundRobinFactory.Instance.Create(TestHosts.Set(1, 1, 1), new SeededRandom(1));
        var picks = Enumerable.Range(0, 9).Select(_ => balancer.Pick(Anyone)).ToList();

        Assert.All(picks.Chunk(3), round => Assert.Equal(3, round.Distinct().Count()));
    }

    [Theory]
    [InlineData(1u, 2u, 3u)]
    [InlineData(5u, 1u, 1u)]
    public void Weights_are_kept_exactly_over_each_cycle(uint a, uint b, uint c)
    {
        var hosts = TestHosts.Set(a, b, c);
        var balancer = RoundRobinFactory.Instance.Create(hosts, new SeededRandom(3));
        var counts = Enumerable.Range(0, (int)(a + b + c) * 100).GroupBy(_ => balancer.Pick(Anyone)).ToDictionary(group => group.Key, group => group.Count());

        foreach (var host in hosts.Hosts)
            Assert.InRange(counts[host], ((int)host.Endpoint.Weight * 100) - 1, ((int)host.Endpoint.Weight * 100) + 1);
    }

    [Fact]
    public void Least_request_avoids_the_busy_host()
    {
        var hosts = TestHosts.Set(1, 1);
        for (var i = 0; i < 10; i++) hosts.Hosts[0].Host.ActiveRequests.Add();
        var balancer = LeastRequestFactory.Default.Create(hosts, new SeededRandom(3));
        var busy = Enumerable.Range(0, 10_000).Count(_ => balancer.Pick(Anyone) == hosts.Hosts[0]);

        // Only when both draws hit it: one quarter.
        Assert.InRange(busy, 2300, 2700);
    }

    [Fact]
    public void Least_request_with_weights_counts_load_against_them()
    {
        var hosts = TestHosts.Set(2, 1);
        for (var i = 0; i < 3; i++) hosts.Hosts[0].Host.ActiveRequests.Add();
        var balancer = LeastRequestFactory.Default.Create(hosts, new SeededRandom(3));
        var first = Enumerable.Range(0, 3000).Count(_ => balancer.Pick(Anyone) == hosts.Hosts[0]);

        // 2 / (3 + 1) against 1 / (0 + 1): a third.
        Assert.InRange(first, 990, 1010);
    }

    [Fact]
    public void Random_ignores_weights()
    {
        var hosts = TestHosts.Set(1, 100);
        var balancer = RandomFactory.Instance.Create(hosts, new SeededRandom(3));

        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => balancer.Pick(Anyone) == hosts.Hosts[0]), 4700, 5300);
    }
}
