using Istio.Mesh.V1Alpha1;
using Lateen.Config;
using Lateen.Config.Stores;
using Lateen.Core;

namespace Lateen.Galley;

/// <summary>Names that depend on the mesh's settings.</summary>
/// <param name="RootNamespace">Where objects hold for the whole mesh.</param>
/// <param name="DomainSuffix">The end of Kubernetes' service names.</param>
public sealed record MeshNames(string RootNamespace, string DomainSuffix = "cluster.local")
{
    /// <summary>As the mesh's settings say; Istio's defaults without any.</summary>
    public static MeshNames Of(ConfigSnapshot snapshot)
    {
        var mesh = snapshot.Find(Kinds.MeshConfig, "istio-system", "istio")?.As<MeshConfig>() ?? MeshConfigDefaults.Create();
        return new MeshNames(mesh.RootNamespace);
    }

    /// <summary>What a host means inside an object.</summary>
    public Hostname Resolve(string host, ConfigObject inside) => Hostname.Resolve(host, inside.Namespace, DomainSuffix);

    /// <summary>The host of a Kubernetes Service.</summary>
    public Hostname HostOf(ConfigObject service) => Hostname.Kubernetes(service.Name, service.Namespace, DomainSuffix);
}
