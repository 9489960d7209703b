using System.Collections.Immutable;

namespace Lateen.Galley.Analyzers;

/// <summary>Every analyzer, sorted by name.</summary>
public static class Analyzers
{
    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<IAnalyzer> All =
    [
        new DestinationRuleHost(),
        new DestinationRuleSubset(),
        new GatewaySelector(),
        new GatewaySecret(),
        new ServicePortName(),
        new VirtualServiceConflictingHosts(),
        new VirtualServiceDestinationHost(),
        new VirtualServiceDestinationSubset(),
        new VirtualServiceGateway(),
        new VirtualServiceUnreachableRule(),
    ];
}
