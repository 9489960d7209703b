namespace Lateen.Net.Http2.Hpack;

/// <summary>Walks the fields of one header block (RFC 7541 section 6).</summary>
ref struct HpackReader(HpackDecoder decoder, ReadOnlySpan<byte> block)
{
    readonly ReadOnlySpan<byte> block = block;
    int at;
    bool isPastStart;

    /// <summary>Why there is no next field, when it is not the block's end.</summary>
    public HpackError Error { get; private set; }

    /// <summary>The next field; false at the end and on an error.</summary>
    public bool Next(out HpackField field)
    {
        field = default;
        while (at < block.Length && Error == HpackError.None)
        {
            var first = block[at];
            if ((first & 0xE0) == 0x20)
            {
                Error = ReadTableSize();
                continue;
            }

            isPastStart = true;
            Error = first >= 0x80 ? ReadIndexed(out field) : ReadLiteral(first, out field);
            return Error == HpackError.None;
        }

        return false;
    }

    HpackError ReadTableSize()
    {
        var error = HpackInteger.Read(block, ref at, 5, out var size);
        if (error != HpackError.None)
            return error;
        if (isPastStart || size > decoder.TableSize)
            return HpackError.InvalidTableSize;
        decoder.Table.Resize(size);
        return HpackError.None;
    }

    HpackError ReadIndexed(out HpackField field)
    {
        field = default;
        var error = HpackInteger.Read(block, ref at, 7, out var index);
        if (error != HpackError.None)
            return error;
        if (index is > 0 and <= HpackStaticTable.Count)
        {
            field = new HpackField(HpackStaticTable.NameOf(index), HpackStaticTable.ValueOf(index), HpackStaticTable.FactsOf(index));
            return HpackError.None;
        }

        var table = decoder.Table;
        var number = table.Inserted - (index - HpackStaticTable.Count);
        if (index == 0 || !table.IsLive(number))
            return HpackError.UnknownIndex;
        field = new HpackField(table.NameOf(number), table.ValueOf(number), table.FactsOf(number));
        return HpackError.None;
    }

    HpackError ReadLiteral(byte first, out HpackField field)
    {
        field = default;
        decoder.Scratch.Clear();
        var isIndexed = (first & 0x40) != 0;
        var error = ReadName(isIndexed ? 6 : 4, out var name, out var facts);
        if (error != HpackError.None)
            return error;
        error = ReadString(out var value);
        if (error != HpackError.None)
            return error;
        // A value in Huffman code may have moved the scratch memory; the old array stays readable for a name in it.
        facts = facts.With(value);
        if (isIndexed && decoder.Table.Insert(name, value, facts))
        {
            var number = decoder.Table.Inserted - 1;
            name = decoder.Table.NameOf(number);
            value = decoder.Table.ValueOf(number);
        }

        field = new HpackField(name, value, facts);
        return HpackError.None;
    }

    HpackError ReadName(int prefixBits, out ReadOnlySpan<byte> name, out FieldFacts facts)
    {
        name = default;
        facts = default;
        var error = HpackInteger.Read(block, ref at, prefixBits, out var index);
        if (error != HpackError.None)
            return error;
        if (index == 0)
        {
            error = ReadString(out name);
            facts = FieldFacts.OfName(name);
            return error;
        }

        if (index <= HpackStaticTable.Count)
        {
            name = HpackStaticTable.NameOf(index);
            facts = HpackStaticTable.FactsOf(index);
            return HpackError.None;
        }

        var number = decoder.Table.Inserted - (index - HpackStaticTable.Count);
        if (!decoder.Table.IsLive(number))
            return HpackError.UnknownIndex;
        name = decoder.Table.NameOf(number);
        facts = decoder.Table.FactsOf(number);
        return HpackError.None;
    }

    HpackError ReadString(out ReadOnlySpan<byte> text)
    {
        text = default;
        var isHuffman = at < block.Length && block[at] >= 0x80;
        var error = HpackInteger.Read(block, ref at, 7, out var length);
        if (error != HpackError.None)
            return error;
        if (length > block.Length - at)
            return HpackError.Truncated;
        text = block.Slice(at, length);
        at += length;
        if (!isHuffman)
            return HpackError.None;
        if (!decoder.Scratch.TryDecode(text, out var start, out var decoded))
            return HpackError.InvalidHuffman;
        text = decoder.Scratch.Slice(start, decoded);
        return HpackError.None;
    }
}
