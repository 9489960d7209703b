using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Rules;

/// <summary>A Gateway.</summary>
/// <param name="Object">The object.</param>
public sealed record GatewayRule(ConfigObject Object) : IComparable<GatewayRule>
{
    /// <summary>Its servers.</summary>
    public Gateway Spec => Object.As<Gateway>();

    /// <summary>As VirtualServices name it.</summary>
    public string FullName => $"{Object.Namespace}/{Object.Name}";

    /// <summary>Selects the pods of gateway proxies; empty selects every gateway.</summary>
    public Labels Selector => Labels.Of(Spec.Selector);

    /// <summary>Oldest first, then by namespace and name.</summary>
    public int CompareTo(GatewayRule? other) => other is null ? -1 : Object.CompareByAge(other.Object);
}
