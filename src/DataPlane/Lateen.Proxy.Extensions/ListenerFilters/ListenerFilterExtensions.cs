using System.Collections.Immutable;
using Envoy.Config.Listener.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>The kinds of listener filters, sorted by name.</summary>
public static class ListenerFilterExtensions
{
    /// <summary>The list.</summary>
    public static ExtensionList<IListenerFilterExtension> List { get; } = new(
        "envoy.filters.listener", [new HttpInspectorExtension(), new OriginalDestinationExtension(), new TlsInspectorExtension()]);

    /// <summary>Reads the listener filters of a listener.</summary>
    public static ImmutableArray<IListenerFilterConfig> ReadAll(IReadOnlyList<ListenerFilter> filters, FieldPath at, ReadingContext context)
    {
        var read = ImmutableArray.CreateBuilder<IListenerFilterConfig>(filters.Count);
        for (var i = 0; i < filters.Count; i++)
        {
            if (Read(filters[i], at["listener_filters", i], context) is { } filter)
                read.Add(filter);
        }

        return read.ToImmutable();
    }

    static IListenerFilterConfig? Read(ListenerFilter filter, FieldPath at, ReadingContext context)
    {
        if (filter.ConfigDiscovery is not null)
        {
            at["config_discovery"].FailUnsupported("ECDS");
            return null;
        }

        var typed = at["typed_config"];
        if (TypedConfig.Open(filter.TypedConfig, typed) is not { } config)
            return null;
        var disabledFor = filter.FilterDisabled is { } predicate ? ReadPredicate(predicate, at["filter_disabled"]) : null;
        return List.Find(filter.Name, config, at)?.Read(filter.Name, disabledFor, config, typed, context);
    }

    static PortPredicate? ReadPredicate(ListenerFilterChainMatchPredicate predicate, FieldPath at)
    {
        switch (predicate.RuleCase)
        {
            case ListenerFilterChainMatchPredicate.RuleOneofCase.AnyMatch:
                return new PortPredicate.Any();
            case ListenerFilterChainMatchPredicate.RuleOneofCase.DestinationPortRange:
                return new PortPredicate.Range(predicate.DestinationPortRange.Start, predicate.DestinationPortRange.End);
            case ListenerFilterChainMatchPredicate.RuleOneofCase.NotMatch:
                return ReadPredicate(predicate.NotMatch, at["not_match"]) is { } inner ? new PortPredicate.Not(inner) : null;
            case ListenerFilterChainMatchPredicate.RuleOneofCase.AndMatch:
                return new PortPredicate.All(ReadAll(predicate.AndMatch.Rules, at["and_match"]));
            case ListenerFilterChainMatchPredicate.RuleOneofCase.OrMatch:
                return new PortPredicate.AnyOf(ReadAll(predicate.OrMatch.Rules, at["or_match"]));
            default:
                at["rule"].Fail("value is required");
                return null;
        }
    }

    static ImmutableArray<PortPredicate> ReadAll(IReadOnlyList<ListenerFilterChainMatchPredicate> rules, FieldPath at) =>
        [.. rules.Select((rule, i) => ReadPredicate(rule, at["rules", i])).OfType<PortPredicate>()];
}
