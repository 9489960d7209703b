namespace Lateen.Net.Http;

/// <summary>The values of the fields of one name, in order, each on its own: `foreach (var value in headers.ValuesOf(name))`.</summary>
public ref struct HeaderValues(HeaderTable table, HeaderName name)
{
    int _at = -1;

    /// <summary>This enumerator.</summary>
    public readonly HeaderValues GetEnumerator() => this;

    /// <summary>The value under the cursor.</summary>
    public readonly ReadOnlySpan<byte> Current => table.ValueAt(_at);

    /// <summary>Moves to the next field of the name.</summary>
    public bool MoveNext()
    {
        _at = table.IndexOf(name, _at + 1);
        return _at >= 0;
    }
}
