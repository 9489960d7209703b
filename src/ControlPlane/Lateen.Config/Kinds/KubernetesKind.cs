using System.Collections.Immutable;
using k8s;
using k8s.Models;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>One of Kubernetes' own kinds; the spec is the whole object, as a model of the Kubernetes client.</summary>
public abstract class KubernetesKind<TModel> : ResourceKind where TModel : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <inheritdoc/>
    public override string Group => "";

    /// <inheritdoc/>
    public override ImmutableArray<string> Versions => ["v1"];

    /// <inheritdoc/>
    public override Type SpecType => typeof(TModel);

    internal sealed override object? Read(YamlMapping document, ReadContext context) => new ModelReader(context).Read(typeof(TModel), document, "");

    internal sealed override void Validate(ConfigObject candidate, ObjectReport report) => Validate(candidate.As<TModel>(), report);

    /// <summary>Checks the rules that Lateen depends on; the API server checks the rest.</summary>
    private protected virtual void Validate(TModel model, ObjectReport report)
    {
    }
}
