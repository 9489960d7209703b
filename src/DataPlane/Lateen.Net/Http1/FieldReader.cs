using System.Buffers;
using System.Buffers.Text;
using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>
/// Reads field lines into a table and keeps what framing needs to know. One instance reads the fields of one head, or of one message's
/// trailers; <see cref="Reset"/> between.
/// </summary>
struct FieldReader
{
    static readonly SearchValues<byte> NotInHost = SearchValues.Create(" \t/<>?#\\@,\""u8);

    int _count;
    bool _hasHost;
    bool _codingIsChunked;

    /// <summary>The value of Content-Length, or -1.</summary>
    public long ContentLength { get; private set; }

    /// <summary>How many Transfer-Encoding lines came.</summary>
    public int TransferEncodings { get; private set; }

    /// <summary>Whether there was exactly one transfer coding, and it was "chunked".</summary>
    public readonly bool IsChunked => TransferEncodings == 1 && _codingIsChunked;

    /// <summary>Whether a Connection line came.</summary>
    public bool HasConnection { get; private set; }

    /// <summary>Ready for the next head.</summary>
    public void Reset()
    {
        this = default;
        ContentLength = -1;
    }

    /// <summary>Reads one line, without CRLF and not empty.</summary>
    public Http1Error Add(ReadOnlySpan<byte> line, HeaderTable table, Http1Options options)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return Http1Error.Codec;
        ReadOnlySpan<byte> name = line[..colon], value = Tokens.TrimOws(line[(colon + 1)..]);
        if (value.ContainsAny(Tokens.NotInValue))
            return Http1Error.InvalidCharacters;
        if (++_count > options.MaxHeaders)
            return Http1Error.TooManyHeaders;
        if (options.Underscores != UnderscoreAction.Allow && name.Contains((byte)'_'))
            return options.Underscores == UnderscoreAction.DropHeader ? Http1Error.None : Http1Error.UnexpectedUnderscore;
        return table.TryAdd(name, value, out var id) ? Note(id, value) : RefuseName(name);
    }

    static Http1Error RefuseName(ReadOnlySpan<byte> name) => name.Contains((byte)0) ? Http1Error.InvalidCharacters : Http1Error.Codec;

    Http1Error Note(HeaderId id, ReadOnlySpan<byte> value)
    {
        switch (id)
        {
            case HeaderId.Authority:
                return NoteHost(value);
            case HeaderId.ContentLength:
                return NoteLength(value);
            case HeaderId.TransferEncoding:
                TransferEncodings++;
                _codingIsChunked = Tokens.EqualsIgnoreCase(value, "chunked"u8);
                return Http1Error.None;
            case HeaderId.Connection:
                HasConnection = true;
                return Http1Error.None;
            default:
                return Http1Error.None;
        }
    }

    // Two Host lines are refused, equal or not: whoever comes behind us might take the other one.
    Http1Error NoteHost(ReadOnlySpan<byte> value)
    {
        if (_hasHost)
            return Http1Error.Codec;
        _hasHost = true;
        return value.ContainsAny(NotInHost) ? Http1Error.InvalidAuthority : Http1Error.None;
    }

    Http1Error NoteLength(ReadOnlySpan<byte> value)
    {
        if (ContentLength >= 0 || value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return Http1Error.Codec;
        if (!Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length)
            return Http1Error.Codec;
        ContentLength = length;
        return Http1Error.None;
    }
}
