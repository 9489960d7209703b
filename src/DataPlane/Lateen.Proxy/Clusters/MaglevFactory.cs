using System.Collections.Immutable;
using Lateen.Core.Hashing;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// Consistent hashing by Maglev's table (lb_policy MAGLEV; Eisenbud et al., "Maglev", NSDI 2016, section 3.4): hosts take turns in filling it, each by a permutation
/// of its own and as often as its weight says. One look per pick.
/// </summary>
public sealed record MaglevFactory : ILoadBalancerFactory
{
    public const int DefaultTableSize = 65537;
    public const int LargestTable = 5_000_011;

    /// <summary>A prime, up to <see cref="LargestTable"/>.</summary>
    public int TableSize { get; init; } = DefaultTableSize;

    public bool UseHostname { get; init; }

    public bool WeighsLocalities => true;

    public ILoadBalancer Create(HostSet hosts, IRandom random) => new Table(hosts, Fill(hosts), random);

    int[] Fill(HostSet hosts)
    {
        var shares = HashKey.Shares(hosts);
        var largest = shares.Max();
        Entry[] entries = [.. hosts.Hosts.Select((host, i) => new Entry(HashKey.Of(host, UseHostname), i, shares[i], TableSize))];
        // The order of the endpoints must not matter: other proxies may hear of them in another one.
        Array.Sort(entries, static (one, other) => one.Key.AsSpan().SequenceCompareTo(other.Key));
        var table = new int[TableSize];
        Array.Fill(table, -1);
        var filled = 0;
        for (var turn = 1; filled < table.Length; turn++)
            for (var i = 0; i < entries.Length && filled < table.Length; i++)
                if (entries[i].TryTakePlace(table, turn, largest)) filled++;
        return table;
    }

    /// <summary>One host while the table is filled.</summary>
    sealed class Entry(byte[] key, int host, double share, int size)
    {
        readonly ulong offset = XxHash64.Of(key) % (ulong)size;
        readonly ulong skip = (XxHash64.Of(key, seed: 1) % (ulong)(size - 1)) + 1;
        ulong next;
        double target;

        public byte[] Key => key;

        /// <summary>A host of less than the largest share sits out turns until its share of them is due.</summary>
        public bool TryTakePlace(int[] table, int turn, double largest)
        {
            if (turn * share < target) return false;
            target += largest;
            var place = Permutation();
            while (table[place] >= 0) place = Permutation();
            table[place] = host;
            return true;
        }

        ulong Permutation() => (offset + (skip * next++)) % (ulong)size;
    }

    sealed class Table(HostSet hosts, int[] table, IRandom random) : ILoadBalancer
    {
        public HostState Pick(in LoadBalancerContext context)
        {
            var hash = context.Hash ?? random.Next();
            if (context.Attempt > 0) hash ^= ulong.MaxValue - (ulong)context.Attempt + 1;
            return hosts.Hosts[table[hash % (ulong)table.Length]];
        }
    }
}
