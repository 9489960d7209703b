using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>
/// Requests of one connection, one after the other: call <see cref="Read"/> with what has come and act on the event; nothing is read beyond
/// it. Strict: what two implementations could read differently is refused, not repaired. Any split of the bytes gives the same events.
/// </summary>
/// <remarks>The head lives in a pooled <see cref="RequestHead"/>: its owner gives it back by <see cref="ReleaseHead"/> before the next request.</remarks>
public sealed class Http1RequestParser
{
    /// <summary>Empty lines that may stand before a request (RFC 9112 section 2.2 asks for one at least).</summary>
    const int MaxEmptyLines = 4;

    readonly Http1Options _options;
    readonly HeadPool _pool;
    readonly BodyReader _body;
    RequestHead? _head;
    FieldReader _fields;
    BoundedLines _lines;
    State _state;
    int _emptyLines;
    bool _lowVersion;

    public Http1RequestParser(Http1Options options, HeadPool pool)
    {
        _options = options;
        _pool = pool;
        _body = new BodyReader(options);
        StartMessage();
    }

    /// <summary>The head being read, or of the request whose body is being read; null between requests.</summary>
    public RequestHead? Head => _head;

    /// <summary>Whether nothing of a next request has come.</summary>
    public bool IsIdle => _state == State.Start;

    /// <summary>After Head or Data: whether that was the last event of the message (no End follows).</summary>
    public bool IsComplete => _state == State.Complete;

    /// <summary>The error after <see cref="Http1Event.Error"/>.</summary>
    public Http1Error Error { get; private set; }

    /// <summary>
    /// The next event at the front of <paramref name="input"/>. <paramref name="data"/> is a part of it. After a complete message it gives
    /// NeedMore, whatever follows, until <see cref="ReleaseHead"/>: pipelined requests wait.
    /// </summary>
    public Http1Event Read(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        consumed = 0;
        data = [];
        if (_state == State.Body)
            return ReadBody(input, out consumed, out data);
        while (_state is State.Start or State.Fields)
        {
            if (input.Length == consumed)
                return Http1Event.NeedMore;
            var rest = input[consumed..];
            if (_state != State.Fields && CheckStart(rest) is var early && early != Http1Error.None)
                return Fail(early);
            if (!_lines.TryNext(rest, ref consumed, out var line, out var error))
                return error == Http1Error.None ? Http1Event.NeedMore : Fail(error);
            if (ReadLine(line) is { } found)
                return found;
        }

        return _state == State.Failed ? Http1Event.Error : Http1Event.NeedMore;
    }

    /// <summary>Gives the head back and makes ready for the next request.</summary>
    public void ReleaseHead()
    {
        if (_head is { } head)
            _pool.Return(head);
        _head = null;
        if (_state is State.Complete or State.Body)
            StartMessage();
    }

    /// <summary>Gives the head to the caller, who returns it to the pool.</summary>
    public RequestHead? DetachHead()
    {
        var head = _head;
        _head = null;
        if (_state == State.Complete)
            StartMessage();
        return head;
    }

    void StartMessage()
    {
        _state = State.Start;
        _emptyLines = 0;
        _lowVersion = false;
        _lines.Begin(_options.MaxHeadBytes);
        _fields.Reset();
    }

    Http1Event ReadBody(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        var found = _body.Read(input, out consumed, out data);
        if (found == Http1Event.Error)
            return Fail(_body.Error);
        if (_body.IsComplete)
            _state = State.Complete;
        return found;
    }

    // What is no HTTP (a TLS hello, garbage) is told by its first bytes: its sender would wait for an answer for ever.
    Http1Error CheckStart(ReadOnlySpan<byte> input)
    {
        if (input[0] is (byte)'\r' && _state == State.Start)
            return input.Length > 1 && input[1] != '\n' ? Http1Error.Codec : Http1Error.None;
        return HttpMethods.MayStart(input) ? Http1Error.None : Http1Error.Codec;
    }

    Http1Event? ReadLine(ReadOnlySpan<byte> line)
    {
        if (_state == State.Fields)
            return line.IsEmpty ? FinishHead() : Checked(_fields.Add(line, _head!.Headers, _options));
        if (line.IsEmpty)
            return ++_emptyLines > MaxEmptyLines ? Fail(Http1Error.Codec) : null;
        _head ??= _pool.RentRequest();
        _state = State.Fields;
        return Checked(RequestLine.Read(line, _head, _options, out _lowVersion));
    }

    Http1Event? Checked(Http1Error error) => error == Http1Error.None ? null : Fail(error);

    Http1Event FinishHead()
    {
        var error = _lowVersion ? Http1Error.LowVersion : RequestFraming.Apply(_head!, in _fields, _options);
        if (error != Http1Error.None)
            return Fail(error);
        _body.Begin(_head!.Framing, _head.ContentLength, _head.Trailers);
        _state = _body.IsComplete ? State.Complete : State.Body;
        return Http1Event.Head;
    }

    Http1Event Fail(Http1Error error)
    {
        Error = error;
        _state = State.Failed;
        return Http1Event.Error;
    }

    enum State : byte
    {
        Start,
        Fields,
        Body,
        Complete,
        Failed,
    }
}
