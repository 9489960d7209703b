using Istio.Mesh.V1Alpha1;
using Lateen.Config;
using Lateen.Config.Stores;

namespace Lateen.Cli.Discovery;

/// <summary>The stores that a control plane follows: the registry of what runs over the files of what is wanted.</summary>
internal sealed class DiscoveryStores : IDisposable
{
    const string RootNamespace = "istio-system";
    readonly IReadOnlyList<IDisposable> owned;

    DiscoveryStores(IConfigStore store, IReadOnlyList<IDisposable> owned)
    {
        Store = store;
        this.owned = owned;
    }

    public IConfigStore Store { get; }

    /// <summary>Opens the files, which must exist, and the registry, which may come later.</summary>
    /// <exception cref="CommandException">A path does not exist.</exception>
    public static DiscoveryStores Open(IReadOnlyList<string> files, string? registry)
    {
        if (files.FirstOrDefault(path => !Path.Exists(path)) is { } missing)
            throw new CommandException($"--files {missing}: there is no such file or folder");
        FileConfigStore wanted = FileConfigStore.Follow(new FileConfigOptions { Paths = files });
        if (registry is null)
            return new DiscoveryStores(wanted, [wanted]);
        FileConfigStore running = FileConfigStore.Follow(new FileConfigOptions { Paths = [registry], MustExist = false });
        var layered = new LayeredConfigStore(running, wanted);
        return new DiscoveryStores(layered, [layered, running, wanted]);
    }

    /// <summary>The mesh configuration of the root namespace, or Istio's defaults.</summary>
    public static MeshConfig MeshOf(ConfigSnapshot snapshot) =>
        snapshot.List(Kinds.MeshConfig).FirstOrDefault(mesh => mesh.Namespace == RootNamespace)?.As<MeshConfig>() ?? MeshConfigDefaults.Create();

    public void Dispose()
    {
        foreach (IDisposable one in owned)
            one.Dispose();
    }
}
