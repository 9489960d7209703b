using Envoy.Config.Endpoint.V3;
using Istio.Networking.V1Alpha3;
using Locality = Lateen.Core.Locality;

namespace Lateen.Pilot.Assignments;

/// <summary>Which localities a client prefers: by the shares that a rule gives them, or, where failing hosts are noticed, the nearest first.</summary>
static class LocalityLoad
{
    const string Any = "*";
    const int Elsewhere = 3, LastResort = 4;

    /// <param name="groups">A cluster's endpoints by locality; their priorities and weights are changed.</param>
    /// <param name="client">Where the client runs; nothing is preferred to anything when that is not known.</param>
    /// <param name="setting">Of the rule, else of the mesh; null for none.</param>
    /// <param name="detectsFailure">Whether there is outlier detection.</param>
    public static void Apply(IList<LocalityLbEndpoints> groups, Locality client, LocalityLoadBalancerSetting? setting, bool detectsFailure)
    {
        if (client == Locality.None || setting is null || setting.Enabled == false)
            return;
        if (setting.Distribute.Count > 0)
            Distribute(groups, setting.Distribute.FirstOrDefault(entry => Matches(client, entry.From)));
        else if (detectsFailure)
            Prioritise(groups, client, setting);
    }

    /// <summary>Several localities that one entry matches share its weight by their own; a locality that none matches gets no endpoints.</summary>
    static void Distribute(IList<LocalityLbEndpoints> groups, LocalityLoadBalancerSetting.Types.Distribute? rule)
    {
        if (rule is null)
            return;
        var left = groups.ToList();
        foreach (var (to, weight) in rule.To.OrderByDescending(entry => entry.Key.Length).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var matched = left.Where(group => Matches(Of(group), to)).ToArray();
            var total = matched.Sum(group => (double)(group.LoadBalancingWeight ?? 1));
            foreach (var group in matched)
            {
                group.LoadBalancingWeight = (uint)Math.Ceiling((group.LoadBalancingWeight ?? 1) * weight / total);
                left.Remove(group);
            }
        }

        foreach (var group in left)
            group.LbEndpoints.Clear();
    }

    /// <summary>Same subzone, zone, region; then the region that the rule names, then all others. Priorities are counted without gaps.</summary>
    static void Prioritise(IList<LocalityLbEndpoints> groups, Locality client, LocalityLoadBalancerSetting setting)
    {
        int[] distances = [.. groups.Select(group => Distance(client, Of(group), setting))];
        var order = distances.Distinct().Order().ToList();
        for (var i = 0; i < groups.Count; i++)
            groups[i].Priority = (uint)order.IndexOf(distances[i]);
    }

    static int Distance(Locality client, Locality server, LocalityLoadBalancerSetting setting)
    {
        if (client.Region != server.Region)
            return setting.Failover.FirstOrDefault(entry => entry.From == client.Region) is { } rule && rule.To != server.Region ? LastResort : Elsewhere;
        return client.Zone != server.Zone ? 2 : client.SubZone != server.SubZone ? 1 : 0;
    }

    static bool Matches(Locality place, string pattern)
    {
        var parts = pattern.Split('/');
        return (parts[0] == Any || parts[0] == place.Region)
            && (parts.Length < 2 || parts[1] is Any or "" || parts[1] == place.Zone) && (parts.Length < 3 || parts[2] is Any or "" || parts[2] == place.SubZone);
    }

    static Locality Of(LocalityLbEndpoints group) => new(group.Locality?.Region ?? "", group.Locality?.Zone ?? "", group.Locality?.SubZone ?? "");
}
