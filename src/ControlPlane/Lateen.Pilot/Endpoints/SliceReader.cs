using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Endpoints;

/// <summary>Kubernetes EndpointSlices as endpoints.</summary>
static class SliceReader
{
    /// <summary>Names the Service that a slice belongs to.</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>The endpoints of a slice, ready or not, one for each address and port.</summary>
    /// <param name="slice">The object.</param>
    /// <param name="findPod">Finds the pod of that name in the slice's namespace.</param>
    public static IEnumerable<MeshEndpoint> Read(ConfigObject slice, Func<string, ConfigObject?> findPod)
    {
        var spec = slice.As<V1EndpointSlice>();
        foreach (var endpoint in spec.Endpoints ?? [])
        {
            var pod = endpoint.TargetRef is { Kind: "Pod", Name: { } name } ? findPod(name) : null;
            var workload = pod is null ? Unknown(slice) : WorkloadReader.Read(pod);
            foreach (var port in (spec.Ports ?? []).Where(port => port.Port is not null))
            {
                foreach (var address in endpoint.Addresses)
                    yield return new MeshEndpoint(port.Name ?? "", address, port.Port!.Value, workload, IsReady(endpoint), pod?.Ref ?? slice.Ref);
            }
        }
    }

    /// <summary>An endpoint that doesn't say is ready (Kubernetes' EndpointConditions).</summary>
    static bool IsReady(V1Endpoint endpoint) => endpoint.Conditions?.Ready ?? true;

    static Workload Unknown(ConfigObject slice) =>
        new(slice.Namespace, "", "", Labels.Empty, Locality.None, WorkloadReader.Cluster);
}
