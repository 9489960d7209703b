using System.Collections.Immutable;

namespace Lateen.Explain.Simulation;

/// <summary>What a proxy would do with a call: how far it comes, where it goes, or why it goes nowhere. Empty texts were not reached.</summary>
public sealed record CallResult
{
    public string Listener { get; init; } = "";

    public string FilterChain { get; init; } = "";

    public string RouteTable { get; init; } = "";

    public string VirtualHost { get; init; } = "";

    public string Route { get; init; } = "";

    /// <summary>Where it goes; several when the route is weighted.</summary>
    public ImmutableArray<CallTarget> Clusters { get; init; } = [];

    /// <summary>The status that the proxy itself answers; null when it doesn't.</summary>
    public int? Status { get; init; }

    /// <summary>Why the call goes nowhere; empty when it goes somewhere or is answered as configured.</summary>
    public string Error { get; init; } = "";

    /// <summary>What was compared, in order.</summary>
    public IReadOnlyList<CallStep> Steps { get; init; } = [];
}

/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Percent">Its share of the requests.</param>
/// <param name="Endpoints">Addresses; empty also for clusters that find their hosts otherwise (DNS, the original destination).</param>
/// <param name="IsKnown">Whether the proxy has the cluster; requests to one that it has not fail.</param>
public sealed record CallTarget(string Cluster, double Percent, ImmutableArray<string> Endpoints, bool IsKnown);

/// <param name="Criterion">What was compared, such as destination_port.</param>
/// <param name="Input">The value that the call has.</param>
/// <param name="Outcome">The branch that was taken, or why there is none.</param>
public sealed record CallStep(string Criterion, string Input, string Outcome);
