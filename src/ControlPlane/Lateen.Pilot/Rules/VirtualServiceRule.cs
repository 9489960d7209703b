using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Rules;

/// <summary>A VirtualService with its names resolved.</summary>
/// <param name="Object">The object; its spec keeps the destinations' hosts as written.</param>
/// <param name="Hosts">Full names.</param>
/// <param name="Gateways"><c>namespace/name</c>, or "mesh".</param>
/// <param name="ExportTo">Who sees it.</param>
public sealed record VirtualServiceRule(ConfigObject Object, ValueList<Hostname> Hosts, ValueList<string> Gateways, ExportTo ExportTo)
    : IComparable<VirtualServiceRule>
{
    /// <summary>What a rule's gateways say for all sidecars.</summary>
    public const string MeshGateway = "mesh";

    /// <summary>The HTTP rules with those of delegates; null when there are no delegates.</summary>
    public MergedRules? Merged { get; init; }

    /// <summary>Its HTTP rules, in order.</summary>
    public IEnumerable<MergedRule> Http => Merged?.Rules ?? Spec.Http.Select((http, index) => new MergedRule(http, Object, index));

    /// <summary>Its routes.</summary>
    public VirtualService Spec => Object.As<VirtualService>();

    /// <summary>Resolves an object's names.</summary>
    public static VirtualServiceRule Of(ConfigObject item, MeshOptions mesh)
    {
        var spec = item.As<VirtualService>();
        return new VirtualServiceRule(
            item,
            spec.Hosts.Select(host => Hostname.Resolve(host, item.Namespace, mesh.DomainSuffix)).ToValueList(),
            spec.Gateways.Count == 0 ? [MeshGateway] : spec.Gateways.Select(name => Gateway(name, item.Namespace)).ToValueList(),
            ExportTo.Of(spec.ExportTo, item.Namespace, mesh.DefaultVirtualServiceExportTo));
    }

    /// <summary>A gateway's full name: <c>namespace/name</c>, or "mesh".</summary>
    public static string Gateway(string name, string ownNamespace) =>
        name == MeshGateway || name.Contains('/') ? name : $"{ownNamespace}/{name}";

    /// <summary>Where the object's metadata says it is, in the form that Istio's tools parse.</summary>
    public string ConfigPath => $"/apis/networking.istio.io/v1/namespaces/{Object.Namespace}/virtual-service/{Object.Name}";

    /// <summary>A destination's full name.</summary>
    public Hostname Resolve(string host, MeshOptions mesh) => Hostname.Resolve(host, Object.Namespace, mesh.DomainSuffix);

    /// <summary>Those seen by fewer first; then the oldest; then by name and namespace.</summary>
    public int CompareTo(VirtualServiceRule? other)
    {
        if (other is null)
            return -1;
        var order = ExportTo.Rank(Object.Namespace).CompareTo(other.ExportTo.Rank(other.Object.Namespace));
        if (order == 0)
            order = Object.Metadata.CreationTimestamp.CompareTo(other.Object.Metadata.CreationTimestamp);
        if (order == 0)
            order = string.CompareOrdinal(Object.Name, other.Object.Name);
        return order != 0 ? order : string.CompareOrdinal(Object.Namespace, other.Object.Namespace);
    }
}
