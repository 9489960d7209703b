namespace Lateen.Config.Reading;

/// <summary>
/// Paths inside an object: <c>spec.http[0].route[1].destination.host</c>. A map's key, or a name that is no identifier, is written
/// <c>metadata.labels["app.kubernetes.io/name"]</c>.
/// </summary>
static class FieldPath
{
    /// <summary>One step down: a name, or an index when the name is null.</summary>
    internal readonly record struct Step(string? Name, int Index);

    /// <summary>The path of a field below <paramref name="path"/>.</summary>
    public static string Field(string path, string name)
    {
        if (!IsIdentifier(name))
            return $"{path}[\"{name}\"]";
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    /// <summary>The path of an item below <paramref name="path"/>.</summary>
    public static string Item(string path, int index) => $"{path}[{index}]";

    /// <summary>The steps of a path; stops at the first character that makes no sense.</summary>
    public static IEnumerable<Step> Steps(string path)
    {
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] == '.')
                at++;
            var step = path[at..] is ['[', ..] ? Bracketed(path, ref at) : Named(path, ref at);
            if (step is not { } good)
                yield break;
            yield return good;
        }
    }

    static Step? Named(string path, ref int at)
    {
        var end = path.AsSpan(at).IndexOfAny('.', '[');
        var name = end < 0 ? path[at..] : path.Substring(at, end);
        at += name.Length;
        return name.Length == 0 ? null : new Step(name, 0);
    }

    static Step? Bracketed(string path, ref int at)
    {
        var quoted = at + 1 < path.Length && path[at + 1] == '"';
        var end = path.IndexOf(quoted ? "\"]" : "]", at + (quoted ? 2 : 1), StringComparison.Ordinal);
        if (end < 0)
            return null;
        var inside = quoted ? path[(at + 2)..end] : path[(at + 1)..end];
        at = end + (quoted ? 2 : 1);
        if (quoted)
            return new Step(inside, 0);
        return int.TryParse(inside, out var index) && index >= 0 ? new Step(null, index) : null;
    }

    static bool IsIdentifier(string name)
    {
        if (name.Length == 0)
            return false;
        foreach (var character in name)
        {
            if (!(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '@'))
                return false;
        }

        return true;
    }
}
