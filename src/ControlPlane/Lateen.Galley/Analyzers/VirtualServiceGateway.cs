using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds VirtualServices bound to Gateways that don't exist: nobody serves their routes.</summary>
sealed class VirtualServiceGateway : IAnalyzer
{
    public string Name => "virtualservice.GatewayAnalyzer";

    public string Description => "Gateways that VirtualServices name and that don't exist";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.Gateway, Kinds.VirtualService];

    public void Analyze(AnalysisContext context)
    {
        var gateways = context.List(Kinds.Gateway).Select(item => $"{item.Namespace}/{item.Name}").ToHashSet(StringComparer.Ordinal);
        foreach (var item in context.List(Kinds.VirtualService))
        {
            var names = item.As<VirtualService>().Gateways;
            for (var i = 0; i < names.Count; i++)
            {
                if (names[i] == "mesh" || gateways.Contains(names[i].Contains('/') ? names[i] : $"{item.Namespace}/{names[i]}"))
                    continue;
                var advice = gateways.Count == 0 ? "add a Gateway of this name" : $"there are {string.Join(", ", gateways.Order(StringComparer.Ordinal).Take(5))}";
                context.Report(item, $"spec.gateways[{i}]", DiagnosticCode.ReferenceNotFound, Severity.Error, $"Referenced gateway not found: \"{names[i]}\"", advice);
            }
        }
    }
}
