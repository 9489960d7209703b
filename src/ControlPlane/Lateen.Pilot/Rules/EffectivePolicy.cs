using Istio.Networking.V1Alpha3;

namespace Lateen.Pilot.Rules;

/// <summary>The traffic policy of one port of one subset, with all levels resolved.</summary>
/// <param name="LoadBalancer">Null for the default.</param>
/// <param name="ConnectionPool">Null for the default.</param>
/// <param name="OutlierDetection">Null for none.</param>
/// <param name="Tls">Null for automatic mutual TLS.</param>
public sealed record EffectivePolicy(
    LoadBalancerSettings? LoadBalancer, ConnectionPoolSettings? ConnectionPool, OutlierDetection? OutlierDetection, ClientTLSSettings? Tls)
{
    /// <summary>What is so without a DestinationRule.</summary>
    public static readonly EffectivePolicy None = new(null, null, null, null);

    /// <summary>
    /// The rule's block for the port replaces its top level whole; each block that the subset sets replaces that; the subset's block for the port
    /// replaces all four, even where it leaves one unset.
    /// </summary>
    public static EffectivePolicy Of(DestinationRuleSet? rules, string subset, int port)
    {
        if (rules is null)
            return None;
        var top = AtPort(rules.Policy, port) ?? Top(rules.Policy);
        if (subset.Length == 0 || rules.Subset(subset)?.Policy is not { } own)
            return top;
        return AtPort(own, port) ?? new EffectivePolicy(
            own.LoadBalancer ?? top.LoadBalancer, own.ConnectionPool ?? top.ConnectionPool,
            own.OutlierDetection ?? top.OutlierDetection, own.Tls ?? top.Tls);
    }

    /// <summary>
    /// The consistent hash that routes to a destination must compute, or null. A subset whose own load balancer does not hash leaves the host's
    /// hash in its routes.
    /// </summary>
    public static LoadBalancerSettings.Types.ConsistentHashLB? HashOf(DestinationRuleSet? rules, string subset, int port) =>
        Of(rules, subset, port).LoadBalancer?.ConsistentHash ?? Of(rules, "", port).LoadBalancer?.ConsistentHash;

    static EffectivePolicy Top(TrafficPolicy? policy) =>
        policy is null ? None : new EffectivePolicy(policy.LoadBalancer, policy.ConnectionPool, policy.OutlierDetection, policy.Tls);

    static EffectivePolicy? AtPort(TrafficPolicy? policy, int port) =>
        policy?.PortLevelSettings.FirstOrDefault(block => block.Port?.Number == port) is { } found
            ? new EffectivePolicy(found.LoadBalancer, found.ConnectionPool, found.OutlierDetection, found.Tls)
            : null;
}
