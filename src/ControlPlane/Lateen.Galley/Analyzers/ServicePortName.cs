using System.Collections.Immutable;
using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds ports that don't say their protocol, so that it has to be detected on every connection.</summary>
sealed class ServicePortName : IAnalyzer
{
    public string Name => "service.PortNameAnalyzer";

    public string Description => "Ports of Services whose name doesn't begin with a protocol";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.Service];

    public void Analyze(AnalysisContext context)
    {
        foreach (var item in context.List(Kinds.Service))
        {
            var ports = item.As<V1Service>().Spec?.Ports ?? [];
            for (var i = 0; i < ports.Count; i++)
            {
                if (ports[i].Protocol is null or "TCP" && DeclaredProtocol.Of(ports[i]) is null)
                    context.Report(item, $"spec.ports[{i}].name", DiagnosticCode.PortNameConvention, Severity.Info,
                        $"Port name {ports[i].Name} (port: {ports[i].Port}, targetPort: {ports[i].TargetPort?.ToString() ?? $"{ports[i].Port}"}) doesn't follow the naming convention of Istio port",
                        "begin the name with its protocol, as in http-web, or set appProtocol");
            }
        }
    }
}
