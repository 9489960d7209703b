using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Endpoints;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using TlsMode = Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;

namespace Lateen.Pilot.Assignments;

/// <summary>The endpoints of a cluster.</summary>
static class LoadAssignments
{
    const string TransportSocketMatchKey = "envoy.transport_socket_match", TlsModeKey = "tlsMode";

    /// <summary>Makes a cluster's endpoints. A cluster that nobody knows has none; it is answered all the same, so that a client can warm.</summary>
    public static ClusterLoadAssignment Make(IScopeView view, string cluster, Emitter emitter)
    {
        var assignment = new ClusterLoadAssignment { ClusterName = cluster };
        if (!ClusterName.TryParse(cluster, out var name) || view.Find(Hostname.Of(name.Host)) is not { } service
            || service.PortNumbered(name.Port) is not { } port)
        {
            return emitter.Emit(assignment, view.Mesh.At());
        }

        var rules = view.Rules(service);
        var subset = name.Subset.Length == 0 ? null : rules?.Subset(name.Subset);
        if (name.Subset.Length > 0 && subset is null)
            return emitter.Emit(assignment, service.At(port));
        var chosen = view.Endpoints(service)
            .Where(endpoint => endpoint.PortName == port.Name && subset?.Labels.Select(endpoint.Workload.Labels) != false);
        var tls = EffectivePolicy.Of(rules, name.Subset, port.Number).Tls?.Mode;
        foreach (var group in chosen.GroupBy(endpoint => endpoint.Workload.Locality).OrderBy(group => group.Key.ToString(), StringComparer.Ordinal))
            assignment.Endpoints.Add(Group(view, group.Key, [.. group], tls, emitter));
        return emitter.Emit(assignment, [service.At(port), .. subset is null ? Array.Empty<SourceRef>() : [subset.Source]]);
    }

    static LocalityLbEndpoints Group(IScopeView view, Core.Locality locality, MeshEndpoint[] members, TlsMode? tls, Emitter emitter)
    {
        var group = new LocalityLbEndpoints
        {
            Locality = new Envoy.Config.Core.V3.Locality { Region = locality.Region, Zone = locality.Zone, SubZone = locality.SubZone },
            LoadBalancingWeight = (uint)members.Length,
        };
        group.LbEndpoints.AddRange(members.Select(member => Member(view, member, tls)));
        return emitter.Emit(group, members.Select(member => new SourceRef(member.Source)).Distinct().ToArray());
    }

    static LbEndpoint Member(IScopeView view, MeshEndpoint member, TlsMode? tls) => new()
    {
        Endpoint = new Endpoint
        {
            Address = new Address { SocketAddress = new SocketAddress { Address = member.Address, PortValue = (uint)member.Port } },
        },
        HealthStatus = HealthStatus.Healthy,
        LoadBalancingWeight = 1,
        Metadata = Metadata(member.Workload, TakesTls(view, member, tls)),
    };

    /// <summary>A client that is told to use the mesh's TLS does not ask what the server's policy says; one that is told of other TLS never marks.</summary>
    static bool TakesTls(IScopeView view, MeshEndpoint member, TlsMode? tls) => member.Workload.HasMutualTls && tls switch
    {
        null => view.Mtls(member.Workload).On(member.Port).Mode != MtlsMode.Disable,
        var told => told == TlsMode.IstioMutual,
    };

    static Metadata Metadata(Workload workload, bool takesTls)
    {
        var metadata = new Metadata();
        if (takesTls)
            metadata.FilterMetadata[TransportSocketMatchKey] = new Struct { Fields = { [TlsModeKey] = Value.ForString("istio") } };
        if (workload.Name.Length > 0)
            metadata.FilterMetadata[IstioMetadata.Key] = new Struct { Fields = { ["workload"] = Value.ForString(workload.Metadata) } };
        return metadata;
    }
}
