using Lateen.Net.Http;

namespace Lateen.Net.Http2.Hpack;

/// <summary>One decoded field; valid until the next one is decoded. Its <see cref="Name"/> is as sent, also where it is no valid name.</summary>
readonly ref struct HpackField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, FieldFacts facts)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Value { get; } = value;

    public FieldFacts Facts { get; } = facts;

    public HeaderId Id => Facts.Id;

    /// <summary>What the field counts against a limit on lists (RFC 9113 section 10.5.1).</summary>
    public int Size => Name.Length + Value.Length + HpackTable.EntryOverhead;
}
