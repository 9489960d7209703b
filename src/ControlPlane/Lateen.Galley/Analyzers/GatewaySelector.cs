using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds Gateways that no gateway proxy serves.</summary>
sealed class GatewaySelector : IAnalyzer
{
    public string Name => "gateway.IngressGatewayPortAnalyzer";

    public string Description => "Gateways whose selector selects no pod";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.Gateway, .. PodLabels.Inputs];

    public void Analyze(AnalysisContext context)
    {
        var pods = PodLabels.Of(context);
        foreach (var item in context.List(Kinds.Gateway))
        {
            var selector = Labels.Of(item.As<Gateway>().Selector);
            if (!Array.Exists(pods, pod => selector.Select(pod.Labels)))
                context.Report(item, "spec.selector", DiagnosticCode.ReferenceNotFound, Severity.Error,
                    $"Referenced selector not found: \"{selector}\"", "give a gateway's pods these labels, or select the labels that they have");
        }
    }
}
