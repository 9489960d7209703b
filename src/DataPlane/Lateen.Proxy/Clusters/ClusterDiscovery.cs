using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Clusters;

/// <summary>Where a cluster's hosts come from.</summary>
public abstract record ClusterDiscovery
{
    public sealed record Static(EndpointsConfig Endpoints) : ClusterDiscovery;

    /// <param name="ServiceName">Name of the ClusterLoadAssignment.</param>
    public sealed record Eds(string ServiceName) : ClusterDiscovery;

    /// <summary>The host is the connection's restored destination (or header, or metadata), made on demand.</summary>
    public sealed record OriginalDestination : ClusterDiscovery
    {
        /// <summary>Null: no header is read.</summary>
        public string? HttpHeader { get; init; }

        /// <summary>Namespace and key of dynamic metadata that names the destination; null: not read.</summary>
        public (string Namespace, string Key)? MetadataKey { get; init; }

        /// <summary>Null keeps the destination's port.</summary>
        public int? PortOverride { get; init; }

        /// <summary>A host that nothing used for so long is dropped.</summary>
        public TimeSpan CleanupInterval { get; init; } = TimeSpan.FromSeconds(5);
    }

    /// <summary>Names resolved again and again.</summary>
    /// <param name="Names">Endpoints with a DnsName.</param>
    /// <param name="Logical">True: one logical host, whose newest address new connections use.</param>
    public sealed record Dns(EndpointsConfig Names, bool Logical) : ClusterDiscovery
    {
        public TimeSpan RefreshRate { get; init; } = TimeSpan.FromSeconds(5);

        /// <summary>A record's time to live replaces <see cref="RefreshRate"/> where the resolver knows it.</summary>
        public bool RespectTimeToLive { get; init; }

        /// <summary>Up to so much is added to each pause.</summary>
        public TimeSpan Jitter { get; init; }

        /// <summary>Pauses after failures; null: as after answers.</summary>
        public FailureRefresh? FailureRefresh { get; init; }

        public LookupFamily Family { get; init; }
    }
}

/// <summary>Pauses after failed questions grow from <paramref name="Base"/> to <paramref name="Max"/>.</summary>
public sealed record FailureRefresh(TimeSpan Base, TimeSpan Max);
