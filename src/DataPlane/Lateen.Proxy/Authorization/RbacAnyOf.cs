using System.Collections.Immutable;
using System.Text;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Authorization;

/// <summary>One of several conditions. Exact paths and exact names of peers are looked up, however many there are; the others are tried in order.</summary>
public sealed class RbacAnyOf : RbacCondition
{
    readonly ImmutableArray<RbacCondition> all;
    readonly ImmutableArray<RbacCondition> others;
    readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> paths;
    readonly HashSet<byte[]> peers;

    /// <summary>Compiles them; none match nothing.</summary>
    public RbacAnyOf(ImmutableArray<RbacCondition> conditions)
    {
        all = conditions;
        others = [.. conditions.Where(condition => condition is not (UrlPath { ExactPaths: not null } or Authenticated { ExactPeers: not null }))];
        paths = Set(conditions.OfType<UrlPath>().SelectMany(condition => condition.ExactPaths ?? [])).GetAlternateLookup<ReadOnlySpan<byte>>();
        peers = Set(conditions.OfType<Authenticated>().SelectMany(condition => condition.ExactPeers ?? []));
    }

    /// <inheritdoc/>
    public override bool IsMatch(in RbacSubject subject)
    {
        if (paths.Set.Count > 0 && subject.Path is { IsEmpty: false } path && paths.Contains(path))
            return true;
        if (peers.Count > 0 && subject.Connection.IsTls && HasPeer(subject))
            return true;
        foreach (var condition in others)
        {
            if (condition.IsMatch(subject))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<string>? ExactPaths => Union(condition => condition.ExactPaths);

    /// <inheritdoc/>
    public override IReadOnlyCollection<string>? ExactPeers => Union(condition => condition.ExactPeers);

    /// <inheritdoc/>
    public override string ToString() => all.Length == 1 ? all[0].ToString()! : $"({string.Join(" or ", all)})";

    bool HasPeer(in RbacSubject subject)
    {
        foreach (var name in subject.Connection.PeerNames)
        {
            if (peers.Contains(name))
                return true;
        }

        return false;
    }

    HashSet<string>? Union(Func<RbacCondition, IReadOnlyCollection<string>?> exact)
    {
        var each = all.Select(exact).ToArray();
        return each.Contains(null) ? null : each.SelectMany(one => one!).ToHashSet(StringComparer.Ordinal);
    }

    static HashSet<byte[]> Set(IEnumerable<string> texts) => new(texts.Select(Encoding.UTF8.GetBytes), ByteKeys.Instance);
}
