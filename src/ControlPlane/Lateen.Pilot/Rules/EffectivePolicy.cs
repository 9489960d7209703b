using Istio.Networking.V1Alpha3;
using Lateen.Pilot.Services;
using RetryBudget = Istio.Networking.V1Alpha3.TrafficPolicy.Types.RetryBudget;
using ProxyProtocol = Istio.Networking.V1Alpha3.TrafficPolicy.Types.ProxyProtocol;
using Tunnel = Istio.Networking.V1Alpha3.TrafficPolicy.Types.TunnelSettings;

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

    /// <summary>How many retries may be under way; null for no such limit.</summary>
    public RetryBudget? RetryBudget { get; init; }

    /// <summary>Whether, and how, connections begin with the client's address; null for not.</summary>
    public ProxyProtocol? ProxyProtocol { get; init; }

    /// <summary>The proxy that TCP is tunnelled through; null for none.</summary>
    public Tunnel? Tunnel { get; init; }

    /// <summary>Whether a Secret that <see cref="Tls"/> names may be used: a sidecar is given one only by a rule that selects it.</summary>
    public bool MayUseCredential { get; init; }

    /// <summary>
    /// The rule's block for the port replaces its top level whole, also what such a block cannot say; each block that the subset sets replaces that; the
    /// subset's block for the port replaces load balancer, pool, outlier detection and TLS, even where it leaves one unset.
    /// </summary>
    public static EffectivePolicy Of(DestinationRuleSet? rules, string subset, int port)
    {
        if (rules is null)
            return None;
        var top = AtPort(rules.Policy, port) ?? Top(rules.Policy);
        var own = subset.Length == 0 ? null : rules.Subset(subset)?.Policy;
        return (own is null ? top : top.With(own, port)) with { MayUseCredential = rules.HasSelector };
    }

    /// <summary>With the blocks that the mesh gives to every service that has none of its own.</summary>
    public EffectivePolicy Over(MeshOptions mesh) => mesh.Config.DefaultTrafficPolicy is not { } baseline ? this
        : this with { ConnectionPool = ConnectionPool ?? baseline.ConnectionPool, OutlierDetection = OutlierDetection ?? baseline.OutlierDetection };

    /// <summary>
    /// The consistent hash that routes to a destination must compute, or null. A subset whose own load balancer does not hash leaves the host's
    /// hash in its routes.
    /// </summary>
    public static LoadBalancerSettings.Types.ConsistentHashLB? HashOf(DestinationRuleSet? rules, string subset, int port) =>
        Of(rules, subset, port).LoadBalancer?.ConsistentHash ?? Of(rules, "", port).LoadBalancer?.ConsistentHash;

    EffectivePolicy With(TrafficPolicy own, int port)
    {
        var merged = new EffectivePolicy(
            own.LoadBalancer ?? LoadBalancer, own.ConnectionPool ?? ConnectionPool, own.OutlierDetection ?? OutlierDetection, own.Tls ?? Tls)
        {
            RetryBudget = own.RetryBudget ?? RetryBudget, ProxyProtocol = own.ProxyProtocol ?? ProxyProtocol, Tunnel = own.Tunnel ?? Tunnel,
        };
        return AtPort(own, port) is not { } block ? merged
            : merged with { LoadBalancer = block.LoadBalancer, ConnectionPool = block.ConnectionPool, OutlierDetection = block.OutlierDetection, Tls = block.Tls };
    }

    static EffectivePolicy Top(TrafficPolicy? policy) => policy is null ? None
        : new EffectivePolicy(policy.LoadBalancer, policy.ConnectionPool, policy.OutlierDetection, policy.Tls)
        {
            RetryBudget = policy.RetryBudget, ProxyProtocol = policy.ProxyProtocol, Tunnel = policy.Tunnel,
        };

    static EffectivePolicy? AtPort(TrafficPolicy? policy, int port) =>
        policy?.PortLevelSettings.FirstOrDefault(block => block.Port?.Number == port) is { } found
            ? new EffectivePolicy(found.LoadBalancer, found.ConnectionPool, found.OutlierDetection, found.Tls)
            : null;
}
