using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>
/// Responses of one connection: <see cref="Expect"/> one, then call <see cref="Read"/> as with <see cref="Http1RequestParser"/>. Interim
/// responses (1xx) come as heads of their own; the final one follows.
/// </summary>
public sealed class Http1ResponseParser
{
    readonly Http1Options _options;
    readonly HeadPool _pool;
    readonly BodyReader _body;
    ResponseHead? _head;
    FieldReader _fields;
    BoundedLines _lines;
    State _state;
    bool _toHead;
    bool _toConnect;
    bool _toUpgrade;

    public Http1ResponseParser(Http1Options options, HeadPool pool)
    {
        _options = options;
        _pool = pool;
        _body = new BodyReader(options);
    }

    /// <summary>The head being read, or of the response whose body is being read.</summary>
    public ResponseHead? Head => _head;

    /// <summary>Whether no response is expected: a byte that comes now is the server's mistake.</summary>
    public bool IsIdle => _state == State.Idle;

    /// <summary>After Head or Data: whether that was the last event of the final response.</summary>
    public bool IsComplete => _state == State.Complete;

    /// <summary>The error after <see cref="Http1Event.Error"/>.</summary>
    public Http1Error Error { get; private set; }

    /// <summary>The next message answers a request of this kind.</summary>
    public void Expect(bool toHead, bool toConnect, bool toUpgrade)
    {
        (_toHead, _toConnect, _toUpgrade) = (toHead, toConnect, toUpgrade);
        StartMessage();
    }

    /// <inheritdoc cref="Http1RequestParser.Read"/>
    public Http1Event Read(ReadOnlySpan<byte> input, out int consumed, out ReadOnlySpan<byte> data)
    {
        consumed = 0;
        data = [];
        if (_state == State.Body)
            return ReadBody(input, out consumed, out data);
        while (_state is State.Line or State.Fields && consumed < input.Length)
        {
            var rest = input[consumed..];
            if (_state == State.Line && !StatusLine.MayStart(rest))
                return Fail(Http1Error.Codec);
            if (!_lines.TryNext(rest, ref consumed, out var line, out var error))
                return error == Http1Error.None ? Http1Event.NeedMore : Fail(error);
            if (ReadLine(line) is { } found)
                return found;
        }

        return _state == State.Failed ? Http1Event.Error : Http1Event.NeedMore;
    }

    /// <summary>
    /// The server has closed its side. End when that ends the body; Error when it cut the message off (or sent none); NeedMore when the
    /// message was complete already.
    /// </summary>
    public Http1Event ReadEnd()
    {
        if (_state is State.Complete or State.Idle)
            return Http1Event.NeedMore;
        if (_state != State.Body || !_body.IsUntilClose)
            return Fail(Http1Error.Codec);
        _body.Finish();
        _state = State.Complete;
        return Http1Event.End;
    }

    /// <summary>Gives the head back; after an interim response the final one is awaited, after a final one nothing.</summary>
    public void ReleaseHead()
    {
        if (DetachHead() is { } head)
            _pool.Return(head);
    }

    /// <summary>As <see cref="ReleaseHead"/>, but the caller keeps the head and returns it to the pool.</summary>
    public ResponseHead? DetachHead()
    {
        var head = _head;
        _head = null;
        if (_state == State.Interim)
            StartMessage();
        else if (_state == State.Complete)
            _state = State.Idle;
        return head;
    }

    void StartMessage()
    {
        _state = State.Line;
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

    Http1Event? ReadLine(ReadOnlySpan<byte> line)
    {
        if (_state == State.Fields)
            return line.IsEmpty ? FinishHead() : Checked(_fields.Add(line, _head!.Headers, _options));
        _head ??= _pool.RentResponse();
        _state = State.Fields;
        return Checked(StatusLine.Read(line, _head));
    }

    Http1Event? Checked(Http1Error error) => error == Http1Error.None ? null : Fail(error);

    Http1Event FinishHead()
    {
        var head = _head!;
        var error = ResponseFraming.Apply(head, in _fields, _toHead, _toConnect, _toUpgrade);
        if (error != Http1Error.None)
            return Fail(error);
        if (head.IsInformational)
        {
            _state = State.Interim;
            return Http1Event.Head;
        }

        _body.Begin(head.Framing, head.ContentLength, head.Trailers);
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
        Idle,
        Line,
        Fields,
        Interim,
        Body,
        Complete,
        Failed,
    }
}
