using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>VirtualServices with the rules of their delegates in place. A delegate, which has no hosts, is nothing by itself.</summary>
sealed class DelegateModel(DependencyGraph graph, MeshInputs inputs, MeshModel model)
{
    readonly Derived<ObjectRef, ConfigObject?> delegates = graph.Derive<ObjectRef, ConfigObject?>("delegate", (reader, key) =>
        reader.Find(inputs[Kinds.VirtualService], key) is { HasValue: true } found && found.Value.As<VirtualService>().Hosts.Count == 0 ? found.Value : null);

    /// <summary>The rule that an object means; none for a delegate.</summary>
    public Optional<VirtualServiceRule> Resolve(IGraphReader reader, ConfigObject item)
    {
        var spec = item.As<VirtualService>();
        if (spec.Hosts.Count == 0)
            return Optional<VirtualServiceRule>.None;
        var mesh = model.Mesh(reader);
        return spec.Http.All(http => http.Delegate is null)
            ? VirtualServiceRule.Of(item, mesh)
            : VirtualServiceRule.Of(item, mesh) with { Merged = new MergedRules(Merge(reader, item, spec, mesh)) };
    }

    IEnumerable<MergedRule> Merge(IGraphReader reader, ConfigObject item, VirtualService spec, MeshOptions mesh)
    {
        for (var i = 0; i < spec.Http.Count; i++)
        {
            if (spec.Http[i].Delegate is not { } named)
            {
                yield return new MergedRule(spec.Http[i], item, i);
                continue;
            }

            var key = new ObjectRef(Kinds.VirtualService.Name, named.Namespace.Length > 0 ? named.Namespace : item.Namespace, named.Name);
            if (reader.Get(delegates, key) is not { } found || !IsVisible(found, item.Namespace, mesh))
                continue;
            foreach (var merged in DelegateMerge.Of(spec.Http[i], found))
                yield return merged;
        }
    }

    static bool IsVisible(ConfigObject found, string rootNamespace, MeshOptions mesh) =>
        ExportTo.Of(found.As<VirtualService>().ExportTo, found.Namespace, mesh.DefaultVirtualServiceExportTo).Includes(rootNamespace);
}
