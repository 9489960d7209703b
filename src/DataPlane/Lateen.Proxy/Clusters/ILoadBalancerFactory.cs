using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>A load-balancing policy with its settings. Immutable; shared by all workers.</summary>
public interface ILoadBalancerFactory
{
    /// <summary>A balancer for one worker, over one immutable set of hosts of equal standing (one priority, one health class).</summary>
    /// <param name="hosts">Not empty.</param>
    /// <param name="random">The worker's source of chance.</param>
    ILoadBalancer Create(HostSet hosts, IRandom random);

    /// <summary>
    /// True: with locality weights, one balancer over all localities whose hosts' weights are multiplied by their locality's, as consistent hashing needs it. False: a locality is
    /// chosen first, then a host inside it.
    /// </summary>
    bool WeighsLocalities => false;
}

/// <summary>Chooses among the hosts it was made for. Lives on one worker, may keep a cursor; allocates nothing per pick.</summary>
public interface ILoadBalancer
{
    /// <summary>Never null for a non-empty set.</summary>
    HostState Pick(in LoadBalancerContext context);
}

/// <summary>What a pick may look at.</summary>
/// <param name="Hash">Hash of the request by its hash policies; null: none.</param>
/// <param name="Attempt">How many picks for the same attempt were turned down before.</param>
/// <param name="OriginalDestination">Where the client wanted to go, for ORIGINAL_DST clusters; kind None when that is not known.</param>
public readonly record struct LoadBalancerContext(ulong? Hash = null, int Attempt = 0, NetAddress OriginalDestination = default);
