using System.Collections.Immutable;
using System.Text;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Authorization;

/// <summary>Finds the first policy that matches without asking those whose exact path or peer is another.</summary>
sealed class RbacIndex
{
    readonly ImmutableArray<RbacPolicy> policies;
    readonly Dictionary<byte[], int[]>.AlternateLookup<ReadOnlySpan<byte>> byPath;
    readonly Dictionary<byte[], int[]> byPeer;
    readonly int[] others;

    public RbacIndex(ImmutableArray<RbacPolicy> policies)
    {
        this.policies = policies;
        var paths = new List<(string Key, int Policy)>();
        var peers = new List<(string Key, int Policy)>();
        var rest = new List<int>();
        foreach (var policy in policies)
        {
            var exactPaths = policy.Permissions.ExactPaths ?? policy.Principals.ExactPaths;
            if (policy.Principals.ExactPeers is { } exactPeers && (exactPaths is null || exactPeers.Count < exactPaths.Count))
                peers.AddRange(exactPeers.Select(key => (key, policy.Ordinal)));
            else if (exactPaths is not null)
                paths.AddRange(exactPaths.Select(key => (key, policy.Ordinal)));
            else
                rest.Add(policy.Ordinal);
        }

        byPath = ByKey(paths).GetAlternateLookup<ReadOnlySpan<byte>>();
        byPeer = ByKey(peers);
        others = [.. rest];
    }

    /// <summary>Ordinal of the first policy that matches; -1 for none.</summary>
    public int First(in RbacSubject subject)
    {
        var best = int.MaxValue;
        if (byPath.Dictionary.Count > 0 && byPath.TryGetValue(subject.Path, out var candidates))
            Try(candidates, subject, ref best);
        if (byPeer.Count > 0 && subject.Connection.IsTls)
        {
            foreach (var name in subject.Connection.PeerNames)
            {
                if (byPeer.TryGetValue(name, out candidates))
                    Try(candidates, subject, ref best);
            }
        }

        Try(others, subject, ref best);
        return best == int.MaxValue ? -1 : best;
    }

    void Try(int[] candidates, in RbacSubject subject, ref int best)
    {
        foreach (var candidate in candidates)
        {
            if (candidate >= best)
                return;
            if (policies[candidate].IsMatch(subject))
            {
                best = candidate;
                return;
            }
        }
    }

    static Dictionary<byte[], int[]> ByKey(List<(string Key, int Policy)> entries) => entries
        .GroupBy(entry => entry.Key, StringComparer.Ordinal)
        .ToDictionary(group => Encoding.UTF8.GetBytes(group.Key), group => group.Select(entry => entry.Policy).Distinct().Order().ToArray(), ByteKeys.Instance);
}
