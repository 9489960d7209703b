using System.Collections.Immutable;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config;

/// <summary>Where objects and their parts are written. Positions only, no values.</summary>
public sealed class SourceMap
{
    /// <summary>Knows nothing.</summary>
    public static readonly SourceMap Empty = new(ImmutableDictionary<ObjectRef, ObjectPositions>.Empty);

    readonly ImmutableDictionary<ObjectRef, ObjectPositions> objects;

    internal SourceMap(ImmutableDictionary<ObjectRef, ObjectPositions> objects) => this.objects = objects;

    /// <summary>
    /// Where a part of an object is written, or the nearest part around it that is written (a default has no line of its own). Null when
    /// the object comes from no file.
    /// </summary>
    public SourceLocation? Locate(ObjectRef item, string path = "") =>
        objects.TryGetValue(item, out var positions) ? positions.Locate(path) : null;

    /// <summary>Several maps as one; what the first knows counts.</summary>
    internal static SourceMap Layered(IEnumerable<SourceMap> highestFirst)
    {
        var merged = ImmutableDictionary<ObjectRef, ObjectPositions>.Empty;
        foreach (var map in highestFirst)
        {
            // Adding the smaller to the larger keeps this cheap where one layer has nearly everything.
            merged = merged.Count >= map.objects.Count
                ? merged.AddRange(map.objects.Where(pair => !merged.ContainsKey(pair.Key)))
                : map.objects.SetItems(merged);
        }

        return new SourceMap(merged);
    }

    /// <inheritdoc cref="Locate(ObjectRef, string)"/>
    public SourceLocation? Locate(SourceRef part) => Locate(part.Object, part.Path);

    /// <summary>The files that the objects come from, sorted.</summary>
    public IEnumerable<string> Files => objects.Values.Select(positions => positions.File).Distinct().Order(StringComparer.Ordinal);

    internal IReadOnlyDictionary<ObjectRef, ObjectPositions> Objects => objects;
}
