using Istio.Security.V1Beta1;
using Lateen.Config;
using Lateen.Core;
using Mode = Istio.Security.V1Beta1.PeerAuthentication.Types.MutualTLS.Types.Mode;

namespace Lateen.Pilot.Policies;

/// <summary>A PeerAuthentication.</summary>
/// <param name="Object">The object.</param>
public sealed record PeerAuthenticationRule(ConfigObject Object) : IComparable<PeerAuthenticationRule>
{
    PeerAuthentication Spec => Object.As<PeerAuthentication>();

    /// <summary>Selects workloads; null for a policy of a namespace or of the mesh.</summary>
    public Labels? Selector => Spec.Selector is { MatchLabels.Count: > 0 } selector ? Labels.Of(selector.MatchLabels) : null;

    /// <summary>The mode that it gives, or the one inherited.</summary>
    public PortMtls Over(PortMtls inherited) => Of(Spec.Mtls?.Mode, "spec.mtls.mode", inherited);

    /// <summary>The modes of single ports; unset ones take the policy's own.</summary>
    public IEnumerable<KeyValuePair<int, PortMtls>> Ports(PortMtls own) =>
        Spec.PortLevelMtls.OrderBy(entry => entry.Key).Select(entry =>
            KeyValuePair.Create((int)entry.Key, Of(entry.Value?.Mode, $"spec.portLevelMtls[{entry.Key}].mode", own)));

    /// <summary>Oldest first, then by name: the first of a level is the one in force.</summary>
    public int CompareTo(PeerAuthenticationRule? other) => other is null ? -1 : Object.CompareByAge(other.Object);

    PortMtls Of(Mode? mode, string path, PortMtls inherited) => mode switch
    {
        Mode.Strict => new PortMtls(MtlsMode.Strict, Object.At(path)),
        Mode.Permissive => new PortMtls(MtlsMode.Permissive, Object.At(path)),
        Mode.Disable => new PortMtls(MtlsMode.Disable, Object.At(path)),
        _ => inherited,
    };
}
