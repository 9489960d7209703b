using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Reading;
using Locality = Lateen.Core.Locality;

namespace Lateen.Proxy.Config.Translation;

/// <summary>ClusterLoadAssignment -> <see cref="EndpointsConfig"/>.</summary>
static class EndpointsTranslator
{
    /// <summary>The endpoints. With <paramref name="names"/>, addresses may be names to resolve, as DNS clusters have them.</summary>
    public static EndpointsConfig Translate(ClusterLoadAssignment assignment, bool names, FieldPath at)
    {
        if (assignment.Policy?.EndpointStaleAfter is not null)
            at["policy"]["endpoint_stale_after"].FailUnsupported("endpoint_stale_after");
        CheckWeights(assignment, at);
        return new EndpointsConfig
        {
            Localities = [.. assignment.Endpoints.Select((locality, i) => Translate(locality, names, at["endpoints", i]))],
            OverprovisioningFactor = (int)(assignment.Policy?.OverprovisioningFactor ?? 140),
            DropOverloads = [.. (assignment.Policy?.DropOverloads ?? []).Select(Translate)],
        };
    }

    static void CheckWeights(ClusterLoadAssignment assignment, FieldPath at)
    {
        foreach (var priority in assignment.Endpoints.GroupBy(locality => locality.Priority))
        {
            if (priority.Sum(locality => (long)(locality.LoadBalancingWeight ?? 0)) > uint.MaxValue)
                at.Fail($"The sum of weights of all localities at the same priority {priority.Key} exceeds {uint.MaxValue}");
        }

        foreach (var locality in assignment.Endpoints)
        {
            if (locality.LbEndpoints.Sum(endpoint => (long)(endpoint.LoadBalancingWeight ?? 1)) > uint.MaxValue)
                at.Fail($"The sum of weights of all endpoints in the locality exceeds {uint.MaxValue}");
        }
    }

    static LocalityEndpoints Translate(LocalityLbEndpoints locality, bool names, FieldPath at)
    {
        if (locality.LbConfigCase == LocalityLbEndpoints.LbConfigOneofCase.LedsClusterLocalityConfig)
            at["leds_cluster_locality_config"].FailUnsupported("LEDS");
        var endpoints = ImmutableArray.CreateBuilder<EndpointConfig>(locality.LbEndpoints.Count);
        for (var i = 0; i < locality.LbEndpoints.Count; i++)
            endpoints.Add(Translate(locality.LbEndpoints[i], names, at["lb_endpoints", i]));
        return new LocalityEndpoints
        {
            Locality = locality.Locality is { } place ? new Locality(place.Region, place.Zone, place.SubZone) : Locality.None,
            Priority = (int)locality.Priority,
            Weight = locality.LoadBalancingWeight,
            Endpoints = endpoints.MoveToImmutable(),
            Metadata = locality.Metadata.Read(),
        };
    }

    static EndpointConfig Translate(LbEndpoint endpoint, bool names, FieldPath at)
    {
        var (address, name) = ReadAddress(endpoint.Endpoint?.Address, names, at["endpoint"]["address"]);
        return new EndpointConfig
        {
            Address = address,
            DnsName = name,
            Weight = endpoint.LoadBalancingWeight ?? 1,
            Health = ReadHealth(endpoint.HealthStatus),
            Hostname = endpoint.Endpoint?.Hostname ?? "",
            Metadata = endpoint.Metadata.Read(),
        };
    }

    static (NetAddress Address, string Name) ReadAddress(Address? address, bool names, FieldPath at)
    {
        if (!names || address?.SocketAddress is not { } socket || NetAddress.TryParse(socket.Address, 0, out _))
            return (address.Read(at), "");
        return (NetAddress.IPv4(0, (ushort)Math.Min(socket.PortValue, ushort.MaxValue)), socket.Address);
    }

    static EndpointHealth ReadHealth(HealthStatus status) => status switch
    {
        HealthStatus.Unhealthy or HealthStatus.Timeout => EndpointHealth.Unhealthy,
        HealthStatus.Draining => EndpointHealth.Draining,
        HealthStatus.Degraded => EndpointHealth.Degraded,
        _ => EndpointHealth.Healthy,
    };

    static DropOverload Translate(ClusterLoadAssignment.Types.Policy.Types.DropOverload drop)
    {
        var share = drop.DropPercentage.Read(new(0, 100));
        return new DropOverload(drop.Category, (int)Math.Min(1_000_000, (ulong)share.Numerator * 1_000_000 / share.Denominator));
    }
}
