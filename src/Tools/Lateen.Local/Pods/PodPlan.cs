using System.Net;
using k8s.Models;
using Lateen.Local.Manifests;

namespace Lateen.Local.Pods;

/// <summary>A pod as it shall be: identity, address, labels as after injection, and what it came from.</summary>
/// <param name="Number">Unique among the mesh's pods for as long as it lives; its address, uid and device name follow from it.</param>
internal sealed record PodPlan(Workload Workload, string Name, int Number, ProxyRole Role, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>The uid of proxies, as in Istio; interception lets it through.</summary>
    public const int ProxyUserId = 1337;

    const int FirstApplicationUserId = 20_000;

    public string Namespace => Workload.Namespace;

    public V1PodSpec Spec => Workload.Template.Spec;

    public string ServiceAccount => Spec.ServiceAccountName ?? "default";

    public IPAddress Address => AddressPlan.Pod(Number);

    public int ApplicationUserId => FirstApplicationUserId + Number;

    public bool HasProxy => Role != ProxyRole.None;

    /// <summary>As in folders and device lists: one name for a pod of any namespace.</summary>
    public string Key => $"{Namespace}_{Name}";
}
