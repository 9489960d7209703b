namespace Lateen.Net.Http;

/// <summary>One field under an enumerator; valid until the table is edited.</summary>
public readonly ref struct HeaderField(HeaderId id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    /// <summary>The known header's number, or None.</summary>
    public HeaderId Id { get; } = id;

    /// <summary>Lower-case; "host" for <see cref="HeaderId.Authority"/>.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>Without surrounding white space.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;
}
