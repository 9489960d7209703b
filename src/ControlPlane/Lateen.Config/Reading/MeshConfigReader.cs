using System.Collections.Immutable;
using Istio.Mesh.V1Alpha1;

namespace Lateen.Config.Reading;

/// <summary>Reads the mesh's settings: the text inside their ConfigMap, with positions in the file around it, or a file <c>mesh.yaml</c>.</summary>
static class MeshConfigReader
{
    /// <summary>The ConfigMap's name and the key of the text.</summary>
    public const string MapName = "istio", Key = "mesh";

    const string FileName = "mesh.yaml", RootNamespace = "istio-system";

    public static void Read(YamlMapping configMap, ConfigObject map, ReadContext context, ObjectCollector collected)
    {
        if ((configMap.Find("data") as YamlMapping)?.Find(Key) is not YamlScalar text)
            return;
        var before = context.Errors;
        context.Object = new Core.ObjectRef(Kinds.MeshConfig.Name, map.Namespace, map.Name);
        // The text of a block begins on the line behind its "|".
        var trees = YamlTreeReader.Read(text.Value, text.IsBlock ? text.Line : text.Line - 1, context);
        var root = trees.IsEmpty || trees[0].IsNull ? new YamlMapping(text.Line, text.Column, []) : trees[0];
        Read(root, map.Namespace, map.Metadata, before, context, collected);
    }

    /// <summary>Reads a file of that name that is no manifest: the settings alone.</summary>
    public static void ReadFile(YamlMapping root, ReadContext context, ObjectCollector collected)
    {
        var before = context.Errors;
        context.Object = new Core.ObjectRef(Kinds.MeshConfig.Name, RootNamespace, MapName);
        Read(root, RootNamespace, ObjectMetadata.Empty, before, context, collected);
    }

    /// <summary>Whether a document is such a file.</summary>
    public static bool IsFile(string file, YamlMapping document) =>
        Path.GetFileName(file) == FileName && document.Find("apiVersion") is null && document.Find("kind") is null;

    static void Read(YamlNode root, string space, ObjectMetadata metadata, int before, ReadContext context, ObjectCollector collected)
    {
        DuplicateKeys.Report(root, "", context);
        var mesh = MeshConfigDefaults.Create();
        if (root is YamlMapping settings)
            ReadOver(mesh, settings, context);
        else
            context.WrongValue(root, "", "a mapping");
        new HonouredFields(Kinds.MeshConfig.Honoured!.Value).Check(root, MeshConfig.Descriptor, "", context);
        if (context.Errors > before)
            collected.Refuse(context.Object!.Value);
        else
            collected.Add(new ConfigObject(Kinds.MeshConfig, space, MapName, mesh, metadata), new ObjectPositions(context.File, PositionNode.Of(root)));
    }

    /// <summary>What is said replaces a default as a whole, except that <c>defaultConfig</c> is merged field by field.</summary>
    static void ReadOver(MeshConfig mesh, YamlMapping settings, ReadContext context)
    {
        const string Merged = "defaultConfig";
        var reader = new ProtoReader(context) { UnknownFieldsAreErrors = false };
        reader.Read(new YamlMapping(settings.Line, settings.Column, [.. settings.Entries.Where(entry => entry.Key.Value != Merged)]), mesh, "");
        if (settings.Find(Merged) is { } defaults)
            reader.Read(defaults, mesh.DefaultConfig, Merged);
        foreach (var provider in MeshConfigDefaults.Providers().Where(provider => mesh.ExtensionProviders.All(given => given.Name != provider.Name)))
            mesh.ExtensionProviders.Add(provider);
    }
}
