using System.Collections.Immutable;
using System.Text;

namespace Lateen.Proxy.Routing;

/// <summary>Virtual hosts by domain: exact, then the longest `*suffix`, then the longest `prefix*`, then `*`. Compared in lower case.</summary>
sealed class VirtualHostIndex<T>
    where T : class
{
    readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> exact;
    readonly ImmutableArray<LengthTable> suffixes;
    readonly ImmutableArray<LengthTable> prefixes;
    readonly T? any;

    /// <param name="domains">In lower case, none twice.</param>
    public VirtualHostIndex(IReadOnlyCollection<KeyValuePair<string, T>> domains)
    {
        exact = domains.Where(entry => KindOf(entry.Key) == DomainKind.Exact).ToDictionary().GetAlternateLookup<ReadOnlySpan<char>>();
        suffixes = Tables(domains, DomainKind.Suffix, domain => domain[1..]);
        prefixes = Tables(domains, DomainKind.Prefix, domain => domain[..^1]);
        any = domains.FirstOrDefault(entry => entry.Key == "*").Value;
    }

    enum DomainKind { Exact, Suffix, Prefix, Any }

    /// <param name="host">In lower case.</param>
    public T? Find(ReadOnlySpan<char> host)
    {
        if (exact.TryGetValue(host, out var found)) return found;
        // A wildcard stands for at least one character.
        foreach (var table in suffixes)
            if (host.Length > table.Length && table.Hosts.TryGetValue(host[^table.Length..], out found)) return found;
        foreach (var table in prefixes)
            if (host.Length > table.Length && table.Hosts.TryGetValue(host[..table.Length], out found)) return found;
        return any;
    }

    static DomainKind KindOf(string domain) =>
        domain == "*" ? DomainKind.Any : domain.StartsWith('*') ? DomainKind.Suffix : domain.EndsWith('*') ? DomainKind.Prefix : DomainKind.Exact;

    static ImmutableArray<LengthTable> Tables(IEnumerable<KeyValuePair<string, T>> domains, DomainKind kind, Func<string, string> text) =>
    [
        .. domains.Where(entry => KindOf(entry.Key) == kind)
            .GroupBy(entry => entry.Key.Length - 1)
            .OrderByDescending(group => group.Key)
            .Select(group => new LengthTable(group.Key, group.ToDictionary(entry => text(entry.Key), entry => entry.Value).GetAlternateLookup<ReadOnlySpan<char>>())),
    ];

    readonly record struct LengthTable(int Length, Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> Hosts);
}
