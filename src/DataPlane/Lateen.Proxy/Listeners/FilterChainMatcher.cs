using System.Collections.Immutable;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Listeners;

/// <summary>
/// The filter chains of a listener, indexed for matching. A chain is found by walking one level per criterion, each choosing its most specific
/// branch and never coming back: a connection whose branch ends nowhere gets the default chain. Immutable.
/// </summary>
public sealed class FilterChainMatcher
{
    readonly FilterChainLevel? root;

    FilterChainMatcher(ImmutableArray<FilterChainConfig> chains, FilterChainConfig? defaultChain, FilterChainLevel? root)
    {
        Chains = chains;
        DefaultChain = defaultChain;
        this.root = root;
    }

    public static FilterChainMatcher Empty { get; } = new([], null, null);

    /// <summary>Without the default chain.</summary>
    public ImmutableArray<FilterChainConfig> Chains { get; }

    public FilterChainConfig? DefaultChain { get; }

    /// <summary>Null, with every reason in Envoy's words, when two chains match the same connections or a server name is malformed.</summary>
    public static FilterChainMatcher? TryCreate(ImmutableArray<FilterChainConfig> chains, FilterChainConfig? defaultChain, out ImmutableArray<string> errors)
    {
        var builder = new FilterChainLevelBuilder();
        var root = builder.Build(chains);
        errors = builder.Errors;
        return errors.IsEmpty ? new FilterChainMatcher(chains, defaultChain, root) : null;
    }

    /// <summary>The chain for a connection; null when none matches and there is no default.</summary>
    public FilterChainConfig? Find(ConnectionFacts connection, MatchTrace? trace = null)
    {
        var found = root?.Find(connection, trace);
        if (found is null) trace?.Add("filter_chain", "", DefaultChain is null ? "no filter chain" : "the default filter chain");
        return found ?? DefaultChain;
    }

    /// <summary>True when <paramref name="chain"/> itself (the same object) is one of the chains or the default.</summary>
    public bool Contains(FilterChainConfig chain)
    {
        if (ReferenceEquals(chain, DefaultChain)) return true;
        foreach (var other in Chains)
            if (ReferenceEquals(chain, other)) return true;
        return false;
    }
}
