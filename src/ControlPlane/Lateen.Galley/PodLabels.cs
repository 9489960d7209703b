using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley;

/// <summary>The labels of all pods: those that run, and those that a Deployment or StatefulSet will make.</summary>
static class PodLabels
{
    /// <summary>The kinds that an analyzer must list to use this.</summary>
    public static readonly ResourceKind[] Inputs = [Kinds.Deployment, Kinds.Pod, Kinds.StatefulSet];

    public static (string Namespace, Labels Labels)[] Of(AnalysisContext context) =>
    [
        .. context.List(Kinds.Pod).Select(pod => (pod.Namespace, pod.Labels)),
        .. context.List(Kinds.Deployment).Select(owner => (owner.Namespace, Template(owner.As<V1Deployment>().Spec?.Template))),
        .. context.List(Kinds.StatefulSet).Select(owner => (owner.Namespace, Template(owner.As<V1StatefulSet>().Spec?.Template))),
    ];

    static Labels Template(V1PodTemplateSpec? template) => Labels.Of(template?.Metadata?.Labels);
}
