using System.Collections.Immutable;
using Lateen.Net.Http;

namespace Lateen.Proxy.Routing;

/// <summary>How a route names its cluster.</summary>
public abstract record ClusterSpecifier
{
    public sealed record Single(string Name) : ClusterSpecifier;

    /// <summary>The value of a request header names the cluster.</summary>
    public sealed record FromHeader(HeaderName HeaderName) : ClusterSpecifier;

    /// <summary>One of several by weight; the sum of the weights is at least 1 and fits uint32.</summary>
    public sealed record Weighted : ClusterSpecifier
    {
        readonly uint[] cumulative;

        /// <exception cref="ArgumentException">The weights sum to 0 or beyond uint32; translators check this first and say so.</exception>
        public Weighted(ImmutableArray<WeightedCluster> clusters)
        {
            Clusters = clusters;
            cumulative = new uint[clusters.Length];
            ulong sum = 0;
            for (var i = 0; i < clusters.Length; i++)
            {
                sum += clusters[i].Weight;
                if (sum > uint.MaxValue) throw new ArgumentException("The sum of the cluster weights exceeds 4294967295.", nameof(clusters));
                cumulative[i] = (uint)sum;
            }
            if (sum == 0) throw new ArgumentException("The cluster weights sum to 0.", nameof(clusters));
        }

        public ImmutableArray<WeightedCluster> Clusters { get; }

        public uint TotalWeight => cumulative[^1];

        /// <summary>The cluster whose share contains <paramref name="random"/> modulo the total weight.</summary>
        public WeightedCluster Pick(ulong random)
        {
            var point = (uint)(random % TotalWeight);
            var index = 0;
            while (point >= cumulative[index]) index++;
            return Clusters[index];
        }
    }
}
