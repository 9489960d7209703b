using k8s.Models;
using Lateen.Core;

namespace Lateen.Local.Manifests;

/// <summary>What makes pods: a Deployment, a StatefulSet, or a Pod by itself.</summary>
/// <param name="Owner">The object as written.</param>
/// <param name="ApiVersion">Of that object, as in an owner reference.</param>
/// <param name="Replicas">How many pods there shall be; zero or more.</param>
/// <param name="Template">What each pod is.</param>
internal sealed record Workload(ObjectRef Owner, string ApiVersion, int Replicas, V1PodTemplateSpec Template)
{
    public string Namespace => Owner.Namespace;

    public string Name => Owner.Name;

    /// <summary>Whether a pod's name is part of what it is: of a StatefulSet's, and of a Pod by itself.</summary>
    public bool HasStableNames => Owner.Kind != "Deployment";

    /// <summary>The name of one of its pods. Stable from run to run, unlike Kubernetes' random ones, so that people can type it.</summary>
    public string PodName(int ordinal) => Owner.Kind == "Pod" ? Name : $"{Name}-{ordinal}";
}
