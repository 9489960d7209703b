namespace Lateen.Proxy.Routing;

/// <summary>A request's :path as routes compare it.</summary>
/// <param name="path">Without query, fragment and, where the table says so, path parameters.</param>
/// <param name="query">Behind the first `?`, without fragment.</param>
readonly ref struct PathParts(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
{
    public ReadOnlySpan<byte> Path { get; } = path;

    public ReadOnlySpan<byte> Query { get; } = query;

    public static PathParts Of(ReadOnlySpan<byte> value)
    {
        var fragment = value.IndexOf((byte)'#');
        if (fragment >= 0) value = value[..fragment];
        var query = value.IndexOf((byte)'?');
        return query < 0 ? new PathParts(value, []) : new PathParts(value[..query], value[(query + 1)..]);
    }

    /// <summary>Drops `;…` of every segment.</summary>
    /// <param name="scratch">At least as long as the path.</param>
    public PathParts WithoutParameters(Span<byte> scratch)
    {
        if (!Path.Contains((byte)';')) return this;
        var length = 0;
        var inParameter = false;
        foreach (var character in Path)
        {
            inParameter = character == (byte)';' || (inParameter && character != (byte)'/');
            if (!inParameter) scratch[length++] = character;
        }
        return new PathParts(scratch[..length], Query);
    }
}
