using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// Consistent hashing on a ring (lb_policy RING_HASH): each host has places by its weight, and a request goes to the first place at or behind its hash. A host that
/// comes or goes moves only its own share. Equal to Envoy's ring, place by place.
/// </summary>
public sealed record RingHashFactory : ILoadBalancerFactory
{
    public const ulong LargestRing = 8 * 1024 * 1024;

    /// <summary>Places at least.</summary>
    public ulong MinimumRingSize { get; init; } = 1024;

    /// <summary>Places at most; a host whose share is less than one place may get none.</summary>
    public ulong MaximumRingSize { get; init; } = LargestRing;

    public HashFunction Function { get; init; }

    public bool UseHostname { get; init; }

    public bool WeighsLocalities => true;

    public ILoadBalancer Create(HostSet hosts, IRandom random) => new Ring(hosts, Places(hosts), random);

    ImmutableArray<(ulong Hash, HostState Host)> Places(HostSet hosts)
    {
        var shares = HashKey.Shares(hosts);
        var least = shares.Min();
        var scale = Math.Min(Math.Ceiling(least * MinimumRingSize) / least, MaximumRingSize);
        var places = ImmutableArray.CreateBuilder<(ulong Hash, HostState Host)>((int)Math.Ceiling(scale));
        var wanted = 0.0;
        for (var i = 0; i < hosts.Count; i++)
        {
            wanted += scale * shares[i];
            var key = Encoding.UTF8.GetString(HashKey.Of(hosts.Hosts[i], UseHostname));
            for (var copy = 0; places.Count < wanted; copy++)
                places.Add((Function.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}_{copy}"))), hosts.Hosts[i]));
        }
        places.Sort(static (one, other) => one.Hash.CompareTo(other.Hash));
        return places.ToImmutable();
    }

    sealed class Ring(HostSet hosts, ImmutableArray<(ulong Hash, HostState Host)> places, IRandom random) : ILoadBalancer
    {
        public HostState Pick(in LoadBalancerContext context)
        {
            if (places.IsEmpty) return hosts.Hosts[0];
            var place = FirstFrom(context.Hash ?? random.Next()) + context.Attempt;
            return places[place % places.Length].Host;
        }

        int FirstFrom(ulong hash)
        {
            var (low, high) = (0, places.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (places[middle].Hash < hash) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
