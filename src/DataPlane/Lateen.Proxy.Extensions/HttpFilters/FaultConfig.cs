using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Proxy.Http;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Which faults are injected into which requests.</summary>
sealed record FaultConfig : IRouteFilterConfig
{
    public bool Disabled => false;

    public DelayFault? Delay { get; init; }

    public AbortFault? Abort { get; init; }

    /// <summary>Only requests to this cluster; empty: to any.</summary>
    public string UpstreamCluster { get; init; } = "";

    /// <summary>All must match.</summary>
    public ImmutableArray<HeaderMatcher> Headers { get; init; } = [];

    /// <summary>Requests of one worker that are held at once.</summary>
    public uint MaxActiveFaults { get; init; } = uint.MaxValue;
}

/// <param name="Share">How many requests.</param>
/// <param name="Time">Null: the request says how long, in x-envoy-fault-delay-request.</param>
sealed record DelayFault(Fraction Share, TimeSpan? Time);

/// <param name="Share">How many requests.</param>
/// <param name="Fixed">Null: the request says which, in x-envoy-fault-abort-request or x-envoy-fault-abort-grpc-request.</param>
sealed record AbortFault(Fraction Share, LocalReply? Fixed)
{
    /// <summary>The reply of an abort; its grpc-status is derived from the HTTP status unless it is given.</summary>
    public static LocalReply Reply(int status, int? grpcStatus) =>
        LocalReply.Text(status, "fault filter abort", "fault_filter_abort", ResponseFlag.FaultInjected) with { GrpcStatus = grpcStatus };
}
