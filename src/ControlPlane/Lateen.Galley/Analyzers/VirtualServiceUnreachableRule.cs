using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley.Analyzers;

/// <summary>Finds rules of VirtualServices behind one that takes everything: no request reaches them.</summary>
sealed class VirtualServiceUnreachableRule : IAnalyzer
{
    public string Name => "virtualservice.UnreachableRuleAnalyzer";

    public string Description => "Rules of VirtualServices behind one that matches everything";

    public ImmutableArray<ResourceKind> Inputs => [Kinds.VirtualService];

    public void Analyze(AnalysisContext context)
    {
        foreach (var item in context.List(Kinds.VirtualService))
        {
            var rules = item.As<VirtualService>().Http;
            var catchAll = rules.ToList().FindIndex(IsCatchAll);
            for (var i = catchAll + 1; catchAll >= 0 && i < rules.Count; i++)
                context.Report(item, $"spec.http[{i}]", DiagnosticCode.UnreachableRule, Severity.Warning,
                    $"VirtualService rule {Label(rules[i], i)} not used ({Label(rules[catchAll], catchAll)} before it matches every request)", "put the rule that matches everything last");
        }
    }

    static bool IsCatchAll(HTTPRoute rule) => rule.Match.Count == 0 || rule.Match.Any(match => match.Equals(Everything) || match.Equals(Anything));

    static readonly HTTPMatchRequest Everything = new() { Uri = new StringMatch { Prefix = "/" } };

    static readonly HTTPMatchRequest Anything = new();

    static string Label(HTTPRoute rule, int index) => rule.Name.Length > 0 ? $"\"{rule.Name}\"" : $"#{index}";
}
