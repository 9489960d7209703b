using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a load balancer's settings must be, beyond their schema.</summary>
static class LoadBalancerRules
{
    const uint Whole = 100;
    const ulong LargestTable = 5000011;

    public static void Check(LoadBalancerSettings? settings, string path, ObjectReport report)
    {
        if (settings is null)
            return;
        if (settings.ConsistentHash is { } hash)
            CheckHash(hash, $"{path}.consistentHash", report);
        if (settings is { LocalityLbSetting: not null, ZoneAwareLbSetting: not null })
            report.Error($"{path}.zoneAwareLbSetting", $"{path} can't have both zoneAwareLbSetting and localityLbSetting", "keep one of the two");
        if (settings.LocalityLbSetting is { } locality)
            CheckLocality(locality, $"{path}.localityLbSetting", report);
        if (settings.Warmup is not { } warmup)
            return;
        if (warmup.Duration is null)
            report.Error($"{path}.warmup", $"{path}.warmup.duration is missing");
        SharedRules.CheckPercentage(warmup.MinimumPercent, $"{path}.warmup.minimumPercent", report);
    }

    static void CheckHash(LoadBalancerSettings.Types.ConsistentHashLB hash, string path, ObjectReport report)
    {
        if (hash.HashKeyCase == LoadBalancerSettings.Types.ConsistentHashLB.HashKeyOneofCase.None)
            report.Error(path, $"{path} needs a key", "set one of httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName");
        if (hash.HttpCookie is { Name: "" })
            report.Error($"{path}.httpCookie", $"{path}.httpCookie.name is missing");
        if (hash.Maglev is { TableSize: > 0 and var size } && (size > LargestTable || !IsPrime(size)))
            report.Error($"{path}.maglev.tableSize", $"{path}.maglev.tableSize must be a prime number up to {LargestTable}, not {size}");
    }

    static bool IsPrime(ulong number)
    {
        if (number < 2)
            return false;
        for (var i = 2ul; i * i <= number; i++)
        {
            if (number % i == 0)
                return false;
        }

        return true;
    }

    static void CheckLocality(LocalityLoadBalancerSetting setting, string path, ObjectReport report)
    {
        if (setting.Distribute.Count > 0 && setting.Failover.Count > 0)
            report.Error($"{path}.failover", $"{path} can't have both distribute and failover", "keep one of the two");
        for (var i = 0; i < setting.Distribute.Count; i++)
        {
            var (at, entry) = (FieldPath.Item($"{path}.distribute", i), setting.Distribute[i]);
            if (entry.To.Values.Aggregate(0L, (sum, weight) => sum + weight) is var total && total != Whole)
                report.Error($"{at}.to", $"{at}.to has weights that sum to {total}, not to {Whole}");
            if (setting.Distribute.Take(i).Any(other => Overlap(other.From, entry.From)))
                report.Error($"{at}.from", $"{at}.from \"{Quoting.Short(entry.From)}\" overlaps one before it");
        }

        for (var i = 0; i < setting.Failover.Count; i++)
        {
            var (at, entry) = (FieldPath.Item($"{path}.failover", i), setting.Failover[i]);
            if (entry.From == entry.To)
                report.Error($"{at}.to", $"{at} leads from \"{Quoting.Short(entry.From)}\" to itself");
            if ((entry.From + entry.To).AsSpan().ContainsAny('/', '*'))
                report.Error(at, $"{at} must name regions only");
        }
    }

    static bool Overlap(string left, string right)
    {
        var pairs = left.Split('/').Zip(right.Split('/'));
        return pairs.All(pair => pair.First == "*" || pair.Second == "*" || pair.First == pair.Second);
    }
}
