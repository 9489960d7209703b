using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Config.Stores;

/// <summary>All objects of a store at one moment, their lines, and what is wrong with their sources.</summary>
public sealed class ConfigSnapshot
{
    /// <summary>No objects.</summary>
    public static readonly ConfigSnapshot Empty = new(0, ImmutableSortedDictionary<ObjectRef, ConfigObject>.Empty, SourceMap.Empty, []);

    internal ConfigSnapshot(
        long revision, ImmutableSortedDictionary<ObjectRef, ConfigObject> objects, SourceMap sources, ImmutableArray<Diagnostic> diagnostics)
    {
        Revision = revision;
        Objects = objects;
        Sources = sources;
        Diagnostics = diagnostics;
    }

    /// <summary>Grows with each batch of the store.</summary>
    public long Revision { get; }

    /// <summary>The objects, sorted.</summary>
    public ImmutableSortedDictionary<ObjectRef, ConfigObject> Objects { get; }

    /// <summary>Where each object and its parts are written.</summary>
    public SourceMap Sources { get; }

    /// <summary>What is wrong with the sources as they are now, worst first.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The object, or null.</summary>
    public ConfigObject? Find(ResourceKind kind, string objectNamespace, string name) =>
        Objects.GetValueOrDefault(new ObjectRef(kind.Name, objectNamespace, name));

    /// <summary>All objects of a kind, by namespace and name.</summary>
    public IEnumerable<ConfigObject> List(ResourceKind kind) => Objects.Values.Where(candidate => candidate.Kind == kind);

    /// <summary>The changes that lead from <paramref name="earlier"/> to this one.</summary>
    public ImmutableArray<ConfigChange> ChangesSince(ConfigSnapshot earlier)
    {
        var changes = ImmutableArray.CreateBuilder<ConfigChange>();
        foreach (var (key, old) in earlier.Objects)
        {
            if (!Objects.TryGetValue(key, out var now))
                changes.Add(new ConfigChange(key, old, null));
            else if (!old.Equals(now))
                changes.Add(new ConfigChange(key, old, now));
        }

        foreach (var (key, now) in Objects)
        {
            if (!earlier.Objects.ContainsKey(key))
                changes.Add(new ConfigChange(key, null, now));
        }

        changes.Sort(static (a, b) => a.Ref.CompareTo(b.Ref));
        return changes.DrainToImmutable();
    }
}
