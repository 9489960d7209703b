using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>Reads one message's body by its framing, in both directions.</summary>
sealed class BodyReader(Http1Options options)
{
    /// <summary>Size line without extensions: 16 digits and CRLF, with room for the white space that some senders pad it with.</summary>
    const int MaxSizeLine = 64;

    static readonly HeaderId[] NotInTrailers =
        [HeaderId.ContentLength, HeaderId.TransferEncoding, HeaderId.Authority, HeaderId.Connection, HeaderId.Upgrade, HeaderId.Te, HeaderId.Trailer];

    BodyFraming _framing;
    State _state;
    long _left;
    int _extensionsLeft;
    LineScanner _lines;
    BoundedLines _trailerLines;
    FieldReader _fields;
    HeaderTable? _trailers;

    /// <summary>Whether the whole body has been read.</summary>
    public bool IsComplete => _state == State.Done;

    /// <summary>Whether it goes on until the peer closes.</summary>
    public bool IsUntilClose => _framing is BodyFraming.UntilClose or BodyFraming.Tunnel;

    /// <summary>The error after <see cref="Http1Event.Error"/>.</summary>
    public Http1Error Error { get; private set; }

    /// <summary>Starts a body. Trailers go into <paramref name="trailers"/>.</summary>
    public void Begin(BodyFraming framing, long length, HeaderTable trailers)
    {
        _framing = framing;
        _left = length;
        _trailers = trailers;
        _extensionsLeft = options.MaxChunkExtensionBytes;
        _lines = default;
        _trailerLines.Begin(options.MaxHeadBytes);
        _fields.Reset();
        Error = Http1Error.None;
        _state = framing switch
        {
            BodyFraming.None => State.Done,
            BodyFraming.Length => length == 0 ? State.Done : State.Data,
            BodyFraming.Chunked => State.Size,
            _ => State.Data,
        };
    }

    /// <summary>Ends a body that lasts until the close.</summary>
    public void Finish() => _state = State.Done;

    /// <summary>The next piece. After the last one <see cref="IsComplete"/> is true, whether the event was Data or End.</summary>
    public Http1Event Read(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        consumed = 0;
        data = [];
        while (true)
        {
            var rest = input[consumed..];
            switch (_state)
            {
                case State.Data when _framing == BodyFraming.Chunked && _left == 0:
                    _state = State.DataEnd;
                    break;
                case State.Data:
                    return ReadData(rest, ref consumed, out data);
                case State.Size:
                    if (ReadSize(rest, ref consumed) is { } sizeEvent)
                        return sizeEvent;
                    break;
                case State.DataEnd:
                    if (ReadDataEnd(rest, ref consumed) is { } endEvent)
                        return endEvent;
                    break;
                case State.Trailers:
                    if (ReadTrailer(rest, ref consumed) is { } trailerEvent)
                        return trailerEvent;
                    break;
                case State.Failed:
                    return Http1Event.Error;
                default:
                    return Http1Event.NeedMore;
            }
        }
    }

    Http1Event ReadData(ReadOnlySpan<byte> input, scoped ref int consumed, out ReadOnlySpan<byte> data)
    {
        data = [];
        if (input.IsEmpty)
            return Http1Event.NeedMore;
        if (IsUntilClose)
        {
            data = input;
            consumed += input.Length;
            return Http1Event.Data;
        }

        data = input[..(int)Math.Min(input.Length, _left)];
        consumed += data.Length;
        _left -= data.Length;
        if (_left == 0)
            _state = _framing == BodyFraming.Chunked ? State.DataEnd : State.Done;
        return Http1Event.Data;
    }

    Http1Event? ReadSize(ReadOnlySpan<byte> input, scoped ref int consumed)
    {
        switch (_lines.Next(input, MaxSizeLine + _extensionsLeft, out var line))
        {
            case LineResult.NeedMore:
                return Http1Event.NeedMore;
            case LineResult.Line when TryParseSize(line):
                consumed += line.Length + 2;
                _state = _left == 0 ? State.Trailers : State.Data;
                return null;
            default:
                return Fail(Http1Error.Codec);
        }
    }

    bool TryParseSize(ReadOnlySpan<byte> line)
    {
        long size = 0;
        var at = 0;
        for (; at < line.Length && char.IsAsciiHexDigit((char)line[at]); at++)
        {
            if (size >> 59 != 0)
                return false;
            size = (size << 4) | (uint)HexValue(line[at]);
        }

        _left = size;
        return at > 0 && TryReadExtension(line[at..]);
    }

    static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    bool TryReadExtension(ReadOnlySpan<byte> rest)
    {
        _extensionsLeft -= rest.Length;
        var extension = Tokens.TrimOws(rest);
        return _extensionsLeft >= 0 && (extension.IsEmpty || (extension[0] == ';' && !extension.ContainsAny(Tokens.NotInValue)));
    }

    Http1Event? ReadDataEnd(ReadOnlySpan<byte> input, scoped ref int consumed)
    {
        if (input.IsEmpty)
            return Http1Event.NeedMore;
        if (input[0] != '\r' || (input.Length > 1 && input[1] != '\n'))
            return Fail(Http1Error.Codec);
        if (input.Length == 1)
            return Http1Event.NeedMore;
        consumed += 2;
        _state = State.Size;
        return null;
    }

    Http1Event? ReadTrailer(ReadOnlySpan<byte> input, scoped ref int consumed)
    {
        if (!_trailerLines.TryNext(input, ref consumed, out var line, out var error))
            return error == Http1Error.None ? Http1Event.NeedMore : Fail(error);
        if (line.IsEmpty)
            return FinishTrailers();
        error = _fields.Add(line, _trailers!, options);
        return error == Http1Error.None ? null : Fail(error);
    }

    // Fields that frame or route a message mean nothing in trailers and are dropped (RFC 9110 section 6.5.1).
    Http1Event FinishTrailers()
    {
        if (!options.EnableTrailers)
            _trailers!.Clear();
        foreach (var id in NotInTrailers)
            _trailers!.Remove(id);
        _state = State.Done;
        return Http1Event.End;
    }

    Http1Event Fail(Http1Error error)
    {
        Error = error;
        _state = State.Failed;
        return Http1Event.Error;
    }

    enum State : byte
    {
        Done,
        Data,
        Size,
        DataEnd,
        Trailers,
        Failed,
    }
}
