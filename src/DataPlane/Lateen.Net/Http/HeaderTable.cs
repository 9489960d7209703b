using System.Buffers;
using System.Text;

namespace Lateen.Net.Http;

/// <summary>
/// The fields of one message: canonical lines ("name: value\r\n", lower-case name) in one buffer and a table of offsets into it. Edits
/// move single fields to the buffer's end and mark removed ones, so that writing the fields out copies whole runs of untouched
/// lines. Order is kept; repeated fields stay apart. Instances are pooled: nothing is allocated once buffer and table have grown.
/// </summary>
/// <remarks>Spans that it hands out are valid until the next edit. Not thread-safe: a stream belongs to one worker.</remarks>
public sealed class HeaderTable
{
    /// <summary>A buffer that grew beyond this is not kept by <see cref="Clear"/>: one big request must not pin memory for ever.</summary>
    const int KeptBytes = 16 * 1024;

    byte[] _bytes;
    int _length;
    Field[] _fields;
    int _count;
    int _removed;
    ulong _knownLow;
    ulong _knownHigh;

    /// <param name="capacity">Bytes to reserve for the fields.</param>
    public HeaderTable(int capacity = 2048)
    {
        _bytes = new byte[capacity];
        _fields = new Field[24];
    }

    /// <summary>Live fields.</summary>
    public int Count => _count - _removed;

    /// <summary>Forgets everything and keeps the memory for the next message.</summary>
    public void Clear()
    {
        if (_bytes.Length > KeptBytes)
            _bytes = new byte[2048];
        _length = 0;
        _count = 0;
        _removed = 0;
        _knownLow = _knownHigh = 0;
    }

    /// <summary>Whether a field of this name is there.</summary>
    public bool Contains(HeaderId id) => IndexOf(id, 0) >= 0;

    /// <summary>Whether a field of this name is there.</summary>
    public bool Contains(HeaderName name) => IndexOf(name, 0) >= 0;

    /// <summary>The value of the first field of this name.</summary>
    public bool TryGet(HeaderId id, out ReadOnlySpan<byte> value) => ValueAt(IndexOf(id, 0), out value);

    /// <summary>The value of the first field of this name.</summary>
    public bool TryGet(HeaderName name, out ReadOnlySpan<byte> value) => ValueAt(IndexOf(name, 0), out value);

    /// <summary>The value of the first field of this name; empty when there is none.</summary>
    public ReadOnlySpan<byte> Get(HeaderId id) => TryGet(id, out var value) ? value : [];

    /// <summary>The value of the first field of this name; empty when there is none.</summary>
    public ReadOnlySpan<byte> Get(HeaderName name) => TryGet(name, out var value) ? value : [];

    /// <summary>The values of every field of this name, in order.</summary>
    public HeaderValues ValuesOf(HeaderName name) => new(this, name);

    /// <summary>How many fields have this name.</summary>
    public int CountOf(HeaderName name)
    {
        var n = 0;
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
            n++;
        return n;
    }

    /// <summary>How many fields have this name.</summary>
    public int CountOf(HeaderId id)
    {
        var n = 0;
        for (var i = IndexOf(id, 0); i >= 0; i = IndexOf(id, i + 1))
            n++;
        return n;
    }

    /// <summary>All live fields in order.</summary>
    public FieldEnumerator GetEnumerator() => new(this);

    /// <summary>Adds a field at the end, whatever is there already. The name must be lower-case.</summary>
    public void Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var hash = KnownHeaders.Hash(name);
        Append(name, KnownHeaders.Find(name, hash), hash, value);
    }

    /// <summary>Adds a field at the end, whatever is there already.</summary>
    public void Append(HeaderId id, ReadOnlySpan<byte> value) => Append(KnownHeaders.NameOf(id), id, KnownHeaders.HashOf(id), value);

    /// <summary>Adds a field at the end, whatever is there already.</summary>
    public void Append(HeaderName name, ReadOnlySpan<byte> value) => Append(name.Bytes, name.Id, name.Hash, value);

    /// <summary>Gives the first field of this name the value and removes the others; appends one when there is none.</summary>
    public void Set(HeaderId id, ReadOnlySpan<byte> value)
    {
        var first = IndexOf(id, 0);
        if (first < 0)
        {
            Append(id, value);
            return;
        }

        Replace(first, value);
        for (var i = IndexOf(id, first + 1); i >= 0; i = IndexOf(id, i + 1))
            RemoveAt(i);
        Remember(id);
    }

    /// <inheritdoc cref="Set(HeaderId, ReadOnlySpan{byte})"/>
    public void Set(HeaderName name, ReadOnlySpan<byte> value)
    {
        var first = IndexOf(name, 0);
        if (first < 0)
        {
            Append(name, value);
            return;
        }

        Replace(first, value);
        for (var i = IndexOf(name, first + 1); i >= 0; i = IndexOf(name, i + 1))
            RemoveAt(i);
        Remember(name.Id);
    }

    /// <summary>Appends ", value" (or <paramref name="separator"/>) to the first field of this name; adds a field when there is none.</summary>
    public void AppendToList(HeaderId id, ReadOnlySpan<byte> value, ReadOnlySpan<byte> separator)
    {
        var at = IndexOf(id, 0);
        if (at < 0)
        {
            Append(id, value);
            return;
        }

        var old = _fields[at];
        Reserve(old.ValueLength + separator.Length + value.Length);
        var start = _length;
        Put(_bytes.AsSpan(old.Value, old.ValueLength));
        Put(separator);
        Put(value);
        PointAt(at, start, _length - start);
    }

    /// <summary>Removes every field of this name; says whether there was one.</summary>
    public bool Remove(HeaderId id)
    {
        if (!MayHold(id))
            return false;
        var found = false;
        for (var i = IndexOf(id, 0); i >= 0; i = IndexOf(id, i + 1))
        {
            RemoveAt(i);
            found = true;
        }

        Forget(id);
        return found;
    }

    /// <inheritdoc cref="Remove(HeaderId)"/>
    public bool Remove(HeaderName name)
    {
        if (name.Id != HeaderId.None)
            return Remove(name.Id);
        var found = false;
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
        {
            RemoveAt(i);
            found = true;
        }

        return found;
    }

    /// <summary>Removes every field with this lower-case name.</summary>
    public bool Remove(ReadOnlySpan<byte> name)
    {
        var hash = KnownHeaders.Hash(name);
        var found = false;
        for (var i = 0; i < _count; i++)
            if (IsLive(i) && _fields[i].Hash == hash && NameAt(i).SequenceEqual(name))
            {
                RemoveAt(i);
                found = true;
            }

        return found;
    }

    /// <summary>An upper bound of what <see cref="WriteLines"/> writes, in bytes.</summary>
    public int MaxLinesLength => _length + (_count * 4);

    /// <summary>
    /// Writes every live field as an HTTP/1 line, except pseudo-headers; <see cref="HeaderId.Authority"/> is written as "host".
    /// <paramref name="target"/> must hold <see cref="MaxLinesLength"/> bytes. Returns the bytes written.
    /// </summary>
    public int WriteLines(Span<byte> target)
    {
        var written = 0;
        int runStart = 0, runEnd = 0;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var field = ref _fields[i];
            if (field.Removed)
                continue;
            if (field.Line >= 0 && field.Line == runEnd)
            {
                runEnd = field.Value + field.ValueLength + 2;
                continue;
            }

            written += CopyRun(runStart, runEnd, target[written..]);
            runStart = runEnd = 0;
            if (field.Line >= 0)
                (runStart, runEnd) = (field.Line, field.Value + field.ValueLength + 2);
            else
                written += WriteLine(i, target[written..]);
        }

        return written + CopyRun(runStart, runEnd, target[written..]);
    }

    /// <summary>Replaces the content with the fields of another table.</summary>
    public void CopyFrom(HeaderTable other)
    {
        Clear();
        Reserve(other._length);
        other._bytes.AsSpan(0, other._length).CopyTo(_bytes);
        _length = other._length;
        if (_fields.Length < other._count)
            _fields = new Field[other._count + 8];
        other._fields.AsSpan(0, other._count).CopyTo(_fields);
        (_count, _removed, _knownLow, _knownHigh) = (other._count, other._removed, other._knownLow, other._knownHigh);
    }

    /// <summary>The fields as HTTP/1 lines, for logs and tests.</summary>
    public override string ToString()
    {
        var target = new byte[MaxLinesLength];
        return Encoding.Latin1.GetString(target, 0, WriteLines(target));
    }

    /// <summary>
    /// Adds a received field: lower-cases the name while checking it. False (and nothing added) when the name is no token.
    /// The value must have been checked and trimmed.
    /// </summary>
    internal bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out HeaderId id)
    {
        Reserve(name.Length + value.Length + 4);
        var start = _length;
        var hash = KnownHeaders.Hash(name);
        id = KnownHeaders.Find(name, hash);
        if (!(id == HeaderId.None ? TryPutName(name) : TryPutName(id)))
            return false;
        AddLine(start, name.Length, id, hash, value);
        return true;
    }

    internal int IndexOf(HeaderId id, int from)
    {
        if (MayHold(id))
            for (var i = from; i < _count; i++)
                if (_fields[i].Id == id && !_fields[i].Removed)
                    return i;
        return -1;
    }

    internal int IndexOf(HeaderName name, int from)
    {
        if (name.Id != HeaderId.None)
            return IndexOf(name.Id, from);
        for (var i = from; i < _count; i++)
            if (_fields[i].Hash == name.Hash && IsLive(i) && NameAt(i).SequenceEqual(name.Bytes))
                return i;
        return -1;
    }

    internal int Capacity => _count;

    internal bool IsLive(int i) => !_fields[i].Removed;

    internal HeaderId IdAt(int i) => _fields[i].Id;

    internal uint HashAt(int i) => _fields[i].Hash;

    internal ReadOnlySpan<byte> NameAt(int i) => _bytes.AsSpan(_fields[i].Name, _fields[i].NameLength);

    internal ReadOnlySpan<byte> ValueAt(int i) => _bytes.AsSpan(_fields[i].Value, _fields[i].ValueLength);

    internal void RemoveAt(int i)
    {
        _fields[i].Removed = true;
        _removed++;
    }

    bool ValueAt(int i, out ReadOnlySpan<byte> value)
    {
        value = i < 0 ? [] : ValueAt(i);
        return i >= 0;
    }

    bool TryPutName(ReadOnlySpan<byte> name)
    {
        var target = _bytes.AsSpan(_length, name.Length);
        for (var i = 0; i < target.Length; i++)
        {
            var lower = Tokens.Lower(name[i]);
            if (lower == 0)
                return false;
            target[i] = lower;
        }

        _length += name.Length;
        return true;
    }

    // A known name is a token, unless it is a pseudo-header's, which nobody may send as a field.
    bool TryPutName(HeaderId id)
    {
        var name = id == HeaderId.Authority ? "host"u8 : KnownHeaders.NameOf(id);
        if (name[0] == ':')
            return false;
        Put(name);
        return true;
    }

    /// <summary>Adds a field whose name is lower-case and was looked up.</summary>
    internal void Append(ReadOnlySpan<byte> name, HeaderId id, uint hash, ReadOnlySpan<byte> value)
    {
        Reserve(name.Length + value.Length + 4);
        var start = _length;
        Put(id == HeaderId.Authority ? "host"u8 : name);
        AddLine(start, _length - start, id, hash, value);
    }

    // The name is in the buffer already, at its end.
    void AddLine(int start, int nameLength, HeaderId id, uint hash, ReadOnlySpan<byte> value)
    {
        var rest = _bytes.AsSpan(_length, value.Length + 4);
        rest[0] = (byte)':';
        rest[1] = (byte)' ';
        value.CopyTo(rest[2..]);
        rest[^2] = (byte)'\r';
        rest[^1] = (byte)'\n';
        var valueStart = _length + 2;
        _length += rest.Length;
        if (_count == _fields.Length)
            Array.Resize(ref _fields, _count * 2);
        _fields[_count++] = new Field
        {
            Line = start,
            Name = start,
            NameLength = nameLength,
            Value = valueStart,
            ValueLength = value.Length,
            Hash = hash,
            Id = id,
        };
        Remember(id);
    }

    void Replace(int i, ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        var start = _length;
        Put(value);
        PointAt(i, start, value.Length);
    }

    void PointAt(int i, int value, int length)
    {
        _fields[i].Line = -1;
        _fields[i].Value = value;
        _fields[i].ValueLength = length;
    }

    int CopyRun(int start, int end, Span<byte> target)
    {
        _bytes.AsSpan(start, end - start).CopyTo(target);
        return end - start;
    }

    int WriteLine(int i, Span<byte> target)
    {
        ReadOnlySpan<byte> name = NameAt(i), value = ValueAt(i);
        name.CopyTo(target);
        ": "u8.CopyTo(target[name.Length..]);
        value.CopyTo(target[(name.Length + 2)..]);
        "\r\n"u8.CopyTo(target[(name.Length + 2 + value.Length)..]);
        return name.Length + value.Length + 4;
    }

    // Reserve may move the buffer: a caller must not pass spans of this very table (they stay readable, but old).
    void Reserve(int more)
    {
        if (_length + more > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }

    void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    // Shift counts are taken modulo 64, so the number needs no reduction.
    bool MayHold(HeaderId id) => (((int)id < 64 ? _knownLow : _knownHigh) >> (int)id & 1) != 0;

    void Remember(HeaderId id)
    {
        if (id != HeaderId.None)
            KnownOf(id) |= 1UL << (int)id;
    }

    void Forget(HeaderId id) => KnownOf(id) &= ~(1UL << (int)id);

    ref ulong KnownOf(HeaderId id) => ref (int)id < 64 ? ref _knownLow : ref _knownHigh;

    struct Field
    {
        /// <summary>Where the untouched line starts, or -1 once the field was edited.</summary>
        public int Line;
        public int Name;
        public int NameLength;
        public int Value;
        public int ValueLength;
        public uint Hash;
        public HeaderId Id;
        public bool Removed;
    }

    /// <summary>Walks the live fields.</summary>
    public ref struct FieldEnumerator(HeaderTable table)
    {
        int _at = -1;

        /// <summary>The field under the cursor.</summary>
        public readonly HeaderField Current => new(table.IdAt(_at), table.NameAt(_at), table.ValueAt(_at));

        /// <summary>Moves to the next live field.</summary>
        public bool MoveNext()
        {
            do
                _at++;
            while (_at < table.Capacity && !table.IsLive(_at));
            return _at < table.Capacity;
        }
    }
}
