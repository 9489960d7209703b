using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Clusters;

/// <summary>All endpoints of a cluster (envoy.config.endpoint.v3.ClusterLoadAssignment).</summary>
public sealed record EndpointsConfig
{
    public static EndpointsConfig Empty { get; } = new() { Localities = [] };

    public required ImmutableArray<LocalityEndpoints> Localities { get; init; }

    /// <summary>Percent; how many more hosts there are than needed.</summary>
    public int OverprovisioningFactor { get; init; } = 140;

    /// <summary>Share of requests to drop before load balancing.</summary>
    public ImmutableArray<DropOverload> DropOverloads { get; init; } = [];
}

/// <param name="Category">Named in statistics.</param>
/// <param name="PerMillion">0 to 1,000,000.</param>
public sealed record DropOverload(string Category, int PerMillion);

/// <summary>Endpoints of one locality at one priority.</summary>
public sealed record LocalityEndpoints
{
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>0 is used first; up to 128.</summary>
    public int Priority { get; init; }

    /// <summary>Null: none; with locality-weighted balancing the locality then gets no traffic.</summary>
    public uint? Weight { get; init; }

    public required ImmutableArray<EndpointConfig> Endpoints { get; init; }

    public Metadata Metadata { get; init; } = Metadata.Empty;
}

/// <summary>One endpoint.</summary>
public sealed record EndpointConfig
{
    /// <summary>IP, AF_UNIX or internal listener. For an endpoint of a DNS cluster only the port counts.</summary>
    public required NetAddress Address { get; init; }

    /// <summary>The name to resolve, for DNS clusters only; otherwise empty.</summary>
    public string DnsName { get; init; } = "";

    /// <summary>At least 1.</summary>
    public uint Weight { get; init; } = 1;

    public EndpointHealth Health { get; init; } = EndpointHealth.Healthy;

    /// <summary>For automatic host rewrite and server name; may be empty.</summary>
    public string Hostname { get; init; } = "";

    public Metadata Metadata { get; init; } = Metadata.Empty;
}

/// <summary>What the control plane says about an endpoint; the other values of EDS map onto these three.</summary>
public enum EndpointHealth
{
    /// <summary>EDS UNKNOWN and HEALTHY.</summary>
    Healthy,

    /// <summary>EDS DEGRADED.</summary>
    Degraded,

    /// <summary>EDS UNHEALTHY and TIMEOUT.</summary>
    Unhealthy,

    /// <summary>EDS DRAINING: as unhealthy for new requests, connections stay.</summary>
    Draining,
}
