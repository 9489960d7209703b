using k8s;
using k8s.Models;

namespace Lateen.Local.Registry;

/// <summary>
/// Keeps a folder of Kubernetes objects, one JSON file each, that the control plane watches as it would watch an API server. A file
/// changes only when its object does, and always as a whole.
/// </summary>
internal sealed class RegistryWriter(string folder)
{
    readonly Dictionary<string, string> written = [];

    /// <summary>Makes the folder hold exactly these objects.</summary>
    public void Write(IEnumerable<IKubernetesObject<V1ObjectMeta>> objects)
    {
        var wanted = objects.ToDictionary(NameOf, item => KubernetesJson.Serialize(item));
        foreach (var gone in written.Keys.Except(wanted.Keys).ToArray())
        {
            File.Delete(Path.Combine(folder, gone));
            written.Remove(gone);
        }

        foreach (var (name, text) in wanted)
        {
            if (written.TryGetValue(name, out var before) && before == text)
                continue;
            Replace(Path.Combine(folder, name), text);
            written[name] = text;
        }
    }

    // The hidden name keeps a watcher from reading the file before it is whole.
    void Replace(string path, string text)
    {
        var next = Path.Combine(folder, $".{Path.GetFileName(path)}.next");
        File.WriteAllText(next, text);
        File.Move(next, path, overwrite: true);
    }

    static string NameOf(IKubernetesObject<V1ObjectMeta> item) => $"{item.Kind.ToLowerInvariant()}.{item.Metadata.NamespaceProperty}.{item.Metadata.Name}.json";
}
