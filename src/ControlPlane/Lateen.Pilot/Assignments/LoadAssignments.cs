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
using Lateen.Pilot.Services;
using ServicePort = Lateen.Pilot.Services.ServicePort;
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
        assignment.Endpoints.AddRange(Groups(view, service, port, subset, EffectivePolicy.Of(rules, name.Subset, port.Number).Over(view.Mesh), emitter));
        return emitter.Emit(assignment, [service.At(port), .. subset is null ? Array.Empty<SourceRef>() : [subset.Source]]);
    }

    /// <summary>The ready endpoints of a port or of a subset of it, by locality.</summary>
    /// <param name="view">The mesh as the client sees it.</param>
    /// <param name="service">The service.</param>
    /// <param name="port">Its port.</param>
    /// <param name="subset">Null for all.</param>
    /// <param name="policy">Of the cluster.</param>
    /// <param name="emitter">Takes the attributions.</param>
    public static IReadOnlyList<LocalityLbEndpoints> Groups(
        IScopeView view, Service service, ServicePort port, SubsetRule? subset, EffectivePolicy policy, Emitter emitter)
    {
        var chosen = view.Endpoints(service)
            .Where(endpoint => endpoint.PortName == port.Name && subset?.Labels.Select(endpoint.Workload.Labels) != false);
        LocalityLbEndpoints[] groups = [.. chosen.GroupBy(endpoint => endpoint.Workload.Locality).OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)
            .Select(group => Group(view, service, group.Key, [.. group], policy.Tls?.Mode, emitter))];
        LocalityLoad.Apply(groups, view.Scope.Locality, policy.LoadBalancer?.LocalityLbSetting ?? view.Mesh.Config.LocalityLbSetting, policy.OutlierDetection is not null);
        return groups;
    }

    static LocalityLbEndpoints Group(IScopeView view, Service service, Core.Locality locality, MeshEndpoint[] members, TlsMode? tls, Emitter emitter)
    {
        var group = new LocalityLbEndpoints
        {
            Locality = new Envoy.Config.Core.V3.Locality { Region = locality.Region, Zone = locality.Zone, SubZone = locality.SubZone },
            LoadBalancingWeight = (uint)members.Sum(member => member.Weight),
        };
        group.LbEndpoints.AddRange(members.Select(member => Member(view, service, member, tls)));
        return emitter.Emit(group, members.Select(member => new SourceRef(member.Source)).Distinct().ToArray());
    }

    static LbEndpoint Member(IScopeView view, Service service, MeshEndpoint member, TlsMode? tls) => new()
    {
        Endpoint = new Endpoint { Address = AddressOf(member) },
        HealthStatus = member.IsWatched ? HealthStatus.Healthy : HealthStatus.Unknown,
        LoadBalancingWeight = member.Weight,
        Metadata = Metadata(member.Workload, !service.IsExternal && TakesTls(view, member, tls)),
    };

    static Address AddressOf(MeshEndpoint member) => member.Address.StartsWith(MeshEndpoint.UnixPrefix, StringComparison.Ordinal)
        ? new Address { Pipe = new Pipe { Path = member.Address[MeshEndpoint.UnixPrefix.Length..] } }
        : new Address { SocketAddress = new SocketAddress { Address = member.Address, PortValue = (uint)member.Port } };

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
