using System.Collections.Immutable;

namespace Lateen.Proxy.Filters;

/// <summary>A condition on the destination port (ListenerFilterChainMatchPredicate).</summary>
public abstract record PortPredicate
{
    public abstract bool IsMatch(int port);

    /// <summary>Ports in [Start, End).</summary>
    public sealed record Range(int Start, int End) : PortPredicate
    {
        public override bool IsMatch(int port) => port >= Start && port < End;
    }

    public sealed record Any : PortPredicate
    {
        public override bool IsMatch(int port) => true;
    }

    public sealed record Not(PortPredicate Inner) : PortPredicate
    {
        public override bool IsMatch(int port) => !Inner.IsMatch(port);
    }

    public sealed record All(ImmutableArray<PortPredicate> Inner) : PortPredicate
    {
        public override bool IsMatch(int port)
        {
            foreach (var predicate in Inner)
                if (!predicate.IsMatch(port)) return false;
            return true;
        }
    }

    public sealed record AnyOf(ImmutableArray<PortPredicate> Inner) : PortPredicate
    {
        public override bool IsMatch(int port)
        {
            foreach (var predicate in Inner)
                if (predicate.IsMatch(port)) return true;
            return false;
        }
    }
}
