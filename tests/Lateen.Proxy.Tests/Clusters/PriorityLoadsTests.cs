using System.Collections.Immutable;
using CsCheck;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Tests.Clusters;

public sealed class PriorityLoadsTests
{
    [Theory]
    [InlineData(100, 100, 0)]
    [InlineData(72, 100, 0)]
    [InlineData(71, 99, 1)]
    [InlineData(50, 70, 30)]
    [InlineData(25, 35, 65)]
    [InlineData(0, 0, 100)]
    public void Second_priority_takes_what_the_first_cannot(int healthyPercent, int first, int second)
    {
        var loads = new PriorityLoads([Hosts(healthyPercent, 100), Hosts(100, 100)], 140, 50);

        Assert.Equal((first, second), (loads.Healthy(0), loads.Healthy(1)));
    }

    [Fact]
    public void Rounding_is_given_to_the_first_priority()
    {
        var loads = new PriorityLoads([Hosts(25, 100), Hosts(25, 100), Hosts(20, 100)], 140, 0);

        Assert.Equal((37, 35, 28), (loads.Healthy(0), loads.Healthy(1), loads.Healthy(2)));
    }

    [Theory]
    [InlineData(49, true)]
    [InlineData(50, false)]
    public void Panic_begins_below_the_threshold(int healthy, bool panic) =>
        Assert.Equal(panic, new PriorityLoads([Hosts(healthy, 100)], 140, 50).IsInPanic(0));

    [Fact]
    public void Priority_is_not_in_panic_while_the_others_carry_everything() =>
        Assert.False(new PriorityLoads([Hosts(10, 100), Hosts(100, 100)], 140, 50).IsInPanic(0));

    [Fact]
    public void Threshold_of_nothing_disables_panic_and_leaves_nobody()
    {
        var loads = new PriorityLoads([Hosts(0, 3)], 140, 0);

        Assert.Equal((false, 100), (loads.IsInPanic(0), loads.Healthy(0)));
    }

    [Fact]
    public void All_in_panic_share_by_number_of_hosts()
    {
        var loads = new PriorityLoads([Hosts(0, 30), Hosts(0, 10)], 140, 50);

        Assert.Equal((75, 25), (loads.Healthy(0), loads.Healthy(1)));
        Assert.True(loads.IsInPanic(0) && loads.IsInPanic(1));
    }

    [Fact]
    public void Loads_always_add_up_to_a_hundred_and_own_every_point_of_the_scale()
    {
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20]).Array[1, 4].Select(Gen.Int[0, 100]).Sample((priorities, threshold) =>
        {
            var hosts = priorities.Select(priority => Hosts(Math.Min(priority.Item1, priority.Item2), priority.Item2)).ToImmutableArray();
            var loads = new PriorityLoads(hosts, 140, threshold);
            var owners = Enumerable.Range(0, 100).Select(point => loads.Choose((ulong)point)).ToList();
            for (var i = 0; i < hosts.Length; i++)
                Assert.Equal(loads.Healthy(i) + loads.Degraded(i), owners.Count(owner => owner.Priority == i));
            Assert.Equal(100, Enumerable.Range(0, hosts.Length).Sum(i => loads.Healthy(i) + loads.Degraded(i)));
        });
    }

    static PriorityHosts Hosts(int healthy, int total) => new(
        [.. Enumerable.Range(0, total).Select(index => TestHosts.State(index, health: index < healthy ? EndpointHealth.Healthy : EndpointHealth.Unhealthy))]);
}
