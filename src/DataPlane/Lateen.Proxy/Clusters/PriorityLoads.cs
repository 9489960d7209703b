using System.Collections.Immutable;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// How traffic is shared among priorities: percent for the healthy and the degraded hosts of each, and which priorities ignore health because too few hosts
/// are left (panic). Integers as in Envoy, so that the same cluster is balanced the same way.
/// </summary>
sealed class PriorityLoads
{
    readonly int[] healthy;
    readonly int[] degraded;
    readonly bool[] panic;

    public PriorityLoads(ImmutableArray<PriorityHosts> priorities, int overprovisioningFactor, int panicThresholdPercent)
    {
        var count = priorities.Length;
        healthy = new int[count];
        degraded = new int[count];
        panic = new bool[count];
        if (count == 0) return;
        var availableHealthy = priorities.Select(hosts => Available(hosts.HealthyCount, hosts.Hosts.Length, overprovisioningFactor)).ToArray();
        var availableDegraded = priorities.Select(hosts => Available(hosts.DegradedCount, hosts.Hosts.Length, overprovisioningFactor)).ToArray();
        var total = Math.Min(100, availableHealthy.Sum() + availableDegraded.Sum());
        for (var i = 0; i < count; i++) panic[i] = total < 100 && IsBelowThreshold(priorities[i], panicThresholdPercent);
        if (panic.All(inPanic => inPanic)) ShareByHostCount(priorities);
        else if (total == 0) healthy[0] = 100;
        else ShareByAvailability(availableHealthy, availableDegraded, total);
    }

    public int Count => healthy.Length;

    public int Healthy(int priority) => healthy[priority];

    public int Degraded(int priority) => degraded[priority];

    public bool IsInPanic(int priority) => panic[priority];

    /// <summary>The priority and health class that own a point of the scale 0 to 99.</summary>
    public (int Priority, bool Degraded) Choose(ulong random)
    {
        var point = (int)(random % 100);
        for (var i = 0; i < healthy.Length; i++)
        {
            point -= healthy[i];
            if (point < 0) return (i, false);
        }
        for (var i = 0; i < degraded.Length; i++)
        {
            point -= degraded[i];
            if (point < 0) return (i, true);
        }
        return (0, false);
    }

    static int Available(int hosts, int total, int overprovisioningFactor) =>
        total == 0 ? 0 : (int)Math.Min(100L, (long)overprovisioningFactor * hosts / total);

    static bool IsBelowThreshold(PriorityHosts hosts, int thresholdPercent)
    {
        if (hosts.Hosts.Length == 0) return thresholdPercent > 0;
        var percent = (100 * hosts.HealthyCount / hosts.Hosts.Length) + (100 * hosts.DegradedCount / hosts.Hosts.Length);
        return percent < thresholdPercent;
    }

    void ShareByAvailability(int[] availableHealthy, int[] availableDegraded, int total)
    {
        var remaining = 100;
        Distribute(availableHealthy, healthy, total, ref remaining);
        Distribute(availableDegraded, degraded, total, ref remaining);
        GiveRemainder(remaining);
    }

    static void Distribute(int[] available, int[] load, int total, ref int remaining)
    {
        for (var i = 0; i < available.Length; i++)
        {
            load[i] = Math.Min(remaining, available[i] * 100 / total);
            remaining -= load[i];
        }
    }

    void ShareByHostCount(ImmutableArray<PriorityHosts> priorities)
    {
        var hosts = priorities.Sum(priority => priority.Hosts.Length);
        if (hosts == 0)
        {
            healthy[0] = 100;
            return;
        }
        var remaining = 100;
        for (var i = 0; i < priorities.Length; i++)
        {
            healthy[i] = (int)(100L * priorities[i].Hosts.Length / hosts);
            remaining -= healthy[i];
        }
        GiveRemainder(remaining);
    }

    /// <summary>Rounding leaves a little over; the first that gets any traffic gets it.</summary>
    void GiveRemainder(int remaining)
    {
        var first = Array.FindIndex(healthy, load => load > 0);
        if (first >= 0) healthy[first] += remaining;
        else if ((first = Array.FindIndex(degraded, load => load > 0)) >= 0) degraded[first] += remaining;
    }
}
