using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Rules;

/// <summary>A DestinationRule by what it is looked up with.</summary>
/// <param name="Host">Whole; may be a wildcard.</param>
/// <param name="Selector">The labels of the workloads that follow it; null: all that see it.</param>
/// <param name="Object">The rule.</param>
public sealed record HostedRule(Hostname Host, Labels? Selector, ConfigObject Object)
{
    public static HostedRule Of(ConfigObject item, MeshOptions mesh)
    {
        var spec = item.As<DestinationRule>();
        var selector = spec.WorkloadSelector is { MatchLabels.Count: > 0 } selected ? Labels.Of(selected.MatchLabels) : null;
        return new HostedRule(Hostname.Resolve(spec.Host, item.Namespace, mesh.DomainSuffix), selector, item);
    }
}
