namespace Lateen.Core;

/// <summary>
/// A part of a configuration object: what generated configuration is attributed to. It names no line, so that moving an object
/// within its file changes nothing; tools join it with a source map.
/// </summary>
/// <param name="Object">The object.</param>
/// <param name="Path">From the object's root, as in <c>spec.http[0].route[1]</c>; empty for the object as a whole.</param>
public readonly record struct SourceRef(ObjectRef Object, string Path = "") : IComparable<SourceRef>
{
    /// <summary>By object, then ordinal by path.</summary>
    public int CompareTo(SourceRef other) =>
        Object.CompareTo(other.Object) is var order and not 0 ? order : string.CompareOrdinal(Path, other.Path);

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Object.ToString() : $"{Object} {Path}";
}
