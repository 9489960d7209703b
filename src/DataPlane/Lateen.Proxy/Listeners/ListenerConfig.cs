using System.Collections.Immutable;
using Lateen.Net;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability.AccessLog;

namespace Lateen.Proxy.Listeners;

/// <summary>
/// A listener as configured (envoy.config.listener.v3.Listener). Its parts keep their identity while unchanged: an update drains
/// exactly the connections whose <see cref="FilterChainConfig"/> is no longer among the chains, compared by reference.
/// </summary>
public sealed record ListenerConfig
{
    public required string Name { get; init; }

    public required NetAddress Address { get; init; }

    /// <summary>More sockets of the same listener.</summary>
    public ImmutableArray<NetAddress> AdditionalAddresses { get; init; } = [];

    /// <summary>False: no socket; connections come only by hand-off from a listener with <see cref="UseOriginalDestination"/>.</summary>
    public bool BindToPort { get; init; } = true;

    /// <summary>Hand a connection to the listener of its restored destination, when there is one.</summary>
    public bool UseOriginalDestination { get; init; }

    public ImmutableArray<IListenerFilterConfig> ListenerFilters { get; init; } = [];

    /// <summary>Zero: no bound.</summary>
    public TimeSpan ListenerFiltersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When the time is up, go on with what is known instead of closing.</summary>
    public bool ContinueOnListenerFiltersTimeout { get; init; }

    /// <summary>The order is without meaning. Built by <see cref="FilterChainMatcher.TryCreate"/>.</summary>
    public required FilterChainMatcher FilterChains { get; init; }

    /// <summary>Told of every connection that ends, also of those for which there is no filter chain.</summary>
    public ImmutableArray<IAccessLogConfig> AccessLogs { get; init; } = [];

    /// <summary>Bytes; half of it is the low watermark.</summary>
    public int PerConnectionBufferLimit { get; init; } = 1 << 20;

    public TrafficDirection Direction { get; init; }

    /// <summary>Null: the system's maximum.</summary>
    public int? Backlog { get; init; }

    /// <summary>IP_TRANSPARENT on the listening socket.</summary>
    public bool Transparent { get; init; }

    /// <summary>One socket per worker; otherwise only the first worker accepts.</summary>
    public bool ReusePort { get; init; } = true;

    public TcpKeepAlive? TcpKeepAlive { get; init; }

    /// <summary>Open connections of this listener over all workers; null: no bound.</summary>
    public uint? ConnectionLimit { get; init; }

    /// <summary>The global connection limit doesn't count this listener (stats and health ports).</summary>
    public bool IgnoreGlobalConnectionLimit { get; init; }

    /// <summary>Only updates and removals drain it (drain_type MODIFY_ONLY), a failed health check doesn't.</summary>
    public bool DrainOnlyOnModification { get; init; }

    /// <summary>Empty: derived from the address.</summary>
    public string StatPrefix { get; init; } = "";

    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>True when everything but the filter chains is the same: then only connections of chains that are gone have to drain.</summary>
    public bool DiffersOnlyInFilterChains(ListenerConfig other) => WithoutLists(this) == WithoutLists(other) &&
        AdditionalAddresses.AsSpan().SequenceEqual(other.AdditionalAddresses.AsSpan()) &&
        ListenerFilters.AsSpan().SequenceEqual(other.ListenerFilters.AsSpan()) &&
        AccessLogs.AsSpan().SequenceEqual(other.AccessLogs.AsSpan());

    /// <summary>True when both listen on the same addresses in the same way, so that the sockets can stay.</summary>
    public bool HasSameSockets(ListenerConfig other) => Address == other.Address && BindToPort == other.BindToPort && Backlog == other.Backlog &&
        Transparent == other.Transparent && ReusePort == other.ReusePort && TcpKeepAlive == other.TcpKeepAlive &&
        AdditionalAddresses.AsSpan().SequenceEqual(other.AdditionalAddresses.AsSpan());

    static ListenerConfig WithoutLists(ListenerConfig config) =>
        config with { FilterChains = FilterChainMatcher.Empty, AdditionalAddresses = [], ListenerFilters = [], AccessLogs = [] };

    public override string ToString() => Name;
}

public enum TrafficDirection
{
    Unspecified,
    Inbound,
    Outbound,
}
