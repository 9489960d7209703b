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

    /// <inheritdoc cref="Locate(ObjectRef, string)"/>
    public SourceLocation? Locate(SourceRef part) => Locate(part.Object, part.Path);

    /// <summary>The files that the objects come from, sorted.</summary>
    public IEnumerable<string> Files => objects.Values.Select(positions => positions.File).Distinct().Order(StringComparer.Ordinal);

    internal IReadOnlyDictionary<ObjectRef, ObjectPositions> Objects => objects;
}
