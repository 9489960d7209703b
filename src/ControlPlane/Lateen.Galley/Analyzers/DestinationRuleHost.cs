using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds DestinationRules for services that don't exist, which often are short names in the wrong namespace.</summary>
sealed class DestinationRuleHost : IAnalyzer
{
    public string Name => "destinationrule.HostAnalyzer";

    public string Description => "DestinationRules whose host is no service of the mesh";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.DestinationRule, Kinds.Service, Kinds.ServiceEntry];

    public void Analyze(AnalysisContext context)
    {
        var hosts = new ServiceHosts(context);
        foreach (var item in context.List(Kinds.DestinationRule))
        {
            var written = item.As<DestinationRule>().Host;
            var host = context.Mesh.Resolve(written, item);
            if (hosts.Has(host))
                continue;
            var suggestion = hosts.Suggest(host);
            context.Report(item, "spec.host", DiagnosticCode.DestinationRuleHostNotFound, Severity.Warning,
                $"the rule has no effect: \"{written}\" means {host}, and there is no such service",
                suggestion.Length > 0 ? suggestion : "add the service, or write its name in full");
        }
    }
}
