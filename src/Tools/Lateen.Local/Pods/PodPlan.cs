using System.Net;
using k8s.Models;
using Lateen.Local.Manifests;

namespace Lateen.Local.Pods;

/// <summary>A pod as it shall be: identity, address, labels as after injection, and what it came from.</summary>
/// <param name="Addresses">The mesh's addresses.</param>
/// <param name="Number">Unique among the mesh's pods for as long as it lives; its address, uid and device name follow from it.</param>
/// <param name="Content">All that makes it differ from other pods of its workload over time; replicas have it in common.</param>
internal sealed record PodPlan(AddressPlan Addresses, Workload Workload, string Name, int Number, ProxyRole Role, IReadOnlyDictionary<string, string> Labels, string Content)
{
    /// <summary>The uid of proxies, as in Istio; interception lets it through.</summary>
    public const int ProxyUserId = 1337;

    const int FirstApplicationUserId = 20_000;

    public string Namespace => Workload.Namespace;

    public V1PodSpec Spec => Workload.Template.Spec;

    public string ServiceAccount => Spec.ServiceAccountName ?? "default";

    public IPAddress Address => Addresses.Pod(Number);

    /// <summary>Where its application listens.</summary>
    public IPAddress ApplicationAddress => Addresses.Application(Number);

    /// <summary>The node's.</summary>
    public IPAddress HostAddress => Addresses.Node;

    public int ApplicationUserId => FirstApplicationUserId + Number;

    public bool HasProxy => Role != ProxyRole.None;

    /// <summary>As in folders and device lists: one name for a pod of any namespace.</summary>
    public string Key => $"{Namespace}_{Name}";
}
