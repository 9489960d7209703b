using k8s.Models;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Named texts. The one called <see cref="MeshConfigReader.MapName"/> holds the mesh's settings.</summary>
sealed class ConfigMapKind : KubernetesKind<V1ConfigMap>
{
    public override string Name => "ConfigMap";

    internal override void Derive(YamlMapping document, ConfigObject item, ReadContext context, ObjectCollector collected)
    {
        if (item.Name == MeshConfigReader.MapName)
            MeshConfigReader.Read(document, item, context, collected);
    }
}
