using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a WorkloadGroup must be, beyond its schema.</summary>
static class WorkloadGroupRules
{
    public static void Check(WorkloadGroup spec, ObjectReport report)
    {
        if (spec.Template is null)
            report.Error("spec", "spec.template is missing", "say what the group's WorkloadEntries have in common");
        if (spec.Probe is { HealthCheckMethodCase: ReadinessProbe.HealthCheckMethodOneofCase.None })
            report.Error("spec.probe", "spec.probe does not say how to ask", "set one of httpGet, tcpSocket, exec and grpc");
    }
}
