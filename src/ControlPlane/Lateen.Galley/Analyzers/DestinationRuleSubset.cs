using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds subsets without pods: requests that a route sends there are answered 503.</summary>
sealed class DestinationRuleSubset : IAnalyzer
{
    public string Name => "destinationrule.SubsetSelectPodAnalyzer";

    public string Description => "Subsets of DestinationRules whose labels no pod of the service has";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.DestinationRule, Kinds.Service, .. PodLabels.Inputs];

    public void Analyze(AnalysisContext context)
    {
        var services = context.List(Kinds.Service).ToLookup(context.Mesh.HostOf);
        var pods = PodLabels.Of(context);
        foreach (var item in context.List(Kinds.DestinationRule))
        {
            var rule = item.As<DestinationRule>();
            foreach (var service in services[context.Mesh.Resolve(rule.Host, item)])
            {
                for (var i = 0; i < rule.Subsets.Count; i++)
                    Check(item, i, rule.Subsets[i], service, pods, context);
            }
        }
    }

    static void Check(ConfigObject item, int index, Subset subset, ConfigObject service, (string Namespace, Labels Labels)[] pods, AnalysisContext context)
    {
        var selector = Labels.Of(service.As<V1Service>().Spec?.Selector);
        if (selector.Count == 0)
            return;
        var own = pods.Where(pod => pod.Namespace == service.Namespace && selector.Select(pod.Labels)).ToArray();
        if (own.Length == 0 || own.Any(pod => Labels.Of(subset.Labels).Select(pod.Labels)))
            return;
        context.Report(item, $"spec.subsets[{index}].labels", DiagnosticCode.SubsetSelectsNoPods, Severity.Error,
            $"The Subset {subset.Name} defined in the DestinationRule does not select any pods", $"no pod of {service.Namespace}/{service.Name} has {Labels.Of(subset.Labels)}");
    }
}
