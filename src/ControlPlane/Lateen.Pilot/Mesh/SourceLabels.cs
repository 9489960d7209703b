using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Mesh;

/// <summary>The labels of clients that rules ask for. Only these decide what a client sees; two clients that differ in others share everything.</summary>
static class SourceLabels
{
    /// <summary>The keys that a rule asks for.</summary>
    public static IEnumerable<string> Asked(VirtualServiceRule rule) => Asked(rule.Spec)
        .Concat(rule.Http.SelectMany(merged => merged.Http.Match).SelectMany(match => match.SourceLabels.Keys));

    static IEnumerable<string> Asked(VirtualService spec) =>
        spec.Tcp.SelectMany(rule => rule.Match).SelectMany(match => match.SourceLabels.Keys)
            .Concat(spec.Tls.SelectMany(rule => rule.Match).SelectMany(match => match.SourceLabels.Keys));

    /// <summary>The labels with those keys.</summary>
    public static Labels Project(Labels labels, ValueList<string> keys) => Labels.Of(labels.Where(label => keys.Contains(label.Key)));
}
