using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds routes to subsets that no DestinationRule defines: their requests are answered 503.</summary>
sealed class VirtualServiceDestinationSubset : IAnalyzer
{
    public string Name => "virtualservice.DestinationRuleAnalyzer";

    public string Description => "Subsets that VirtualServices name and no DestinationRule defines";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.DestinationRule, Kinds.VirtualService];

    public void Analyze(AnalysisContext context)
    {
        var subsets = context.List(Kinds.DestinationRule)
            .SelectMany(item => item.As<DestinationRule>().Subsets.Select(subset => (Host: context.Mesh.Resolve(item.As<DestinationRule>().Host, item), subset.Name)))
            .ToLookup(pair => pair.Host, pair => pair.Name);
        foreach (var item in context.List(Kinds.VirtualService))
        {
            foreach (var (destination, path) in Destinations.Of(item).Where(found => found.Destination.Subset.Length > 0))
                Check(destination, path, item, subsets, context);
        }
    }

    static void Check(Destination destination, string path, ConfigObject item, ILookup<Hostname, string> subsets, AnalysisContext context)
    {
        var host = context.Mesh.Resolve(destination.Host, item);
        string[] known = [.. subsets.Where(rule => host.SubsetOf(rule.Key)).SelectMany(rule => rule).Distinct().Order(StringComparer.Ordinal)];
        if (known.Contains(destination.Subset))
            return;
        var advice = known.Length > 0 ? $"the host's subsets are {string.Join(", ", known)}" : $"add a DestinationRule for {host} that defines it";
        context.Report(item, $"{path}.subset", DiagnosticCode.ReferenceNotFound, Severity.Error,
            $"Referenced host+subset in destinationrule not found: \"{destination.Host}+{destination.Subset}\"", advice);
    }
}
