using k8s.Models;
using Lateen.Config;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Endpoints;

/// <summary>Pods that a ServiceEntry selects as its endpoints.</summary>
static class PodEndpoints
{
    /// <summary>One for each port of the service; none while the pod has no address.</summary>
    public static IEnumerable<MeshEndpoint> Of(Service service, ConfigObject pod)
    {
        if (WorkloadReader.Address(pod) is not { } address)
            yield break;
        var workload = WorkloadReader.Read(pod);
        foreach (var port in service.Ports)
        {
            var number = int.TryParse(port.TargetPort, out var target) ? target : port.Number;
            yield return new MeshEndpoint(port.Name, address, number, workload, IsReady(pod), pod.Ref);
        }
    }

    static bool IsReady(ConfigObject pod) => pod.As<V1Pod>().Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
