using System.Text;
using Lateen.Net.Http;
using Lateen.Net.Http1;
using Lateen.Testing;

namespace Lateen.Net.Tests.Http1;

/// <summary>Feeds a parser pieces of bytes as an engine does (what is not consumed stands in front of the next piece) and writes down its events.</summary>
abstract class Transcript
{
    readonly StringBuilder _text = new();
    byte[] _left = [];
    bool _inData;

    /// <summary>The events so far.</summary>
    public string Text => _text.ToString();

    public void Feed(ReadOnlySpan<byte> piece)
    {
        byte[] input = [.. _left, .. piece];
        var consumed = 0;
        while (Step(input.AsSpan(consumed), out var used))
            consumed += used;
        _left = input[consumed..];
    }

    protected ReadOnlySpan<byte> Left => _left;

    /// <summary>One event; false when the parser needs more, or will take no more.</summary>
    protected abstract bool Step(ReadOnlySpan<byte> input, out int used);

    protected void Write(string text)
    {
        _inData = false;
        _text.Append(text);
    }

    protected void WriteData(ReadOnlySpan<byte> data)
    {
        if (!_inData)
            _text.Append(_text.ToString().EndsWith('~') ? "+" : " +");
        _inData = true;
        _text.Append(Vector.Printed(data));
    }

    protected static string Name(Http1Error error) => error switch
    {
        Http1Error.Codec => "!codec",
        Http1Error.InvalidCharacters => "!characters",
        Http1Error.InvalidUrl => "!url",
        Http1Error.InvalidScheme => "!scheme",
        Http1Error.InvalidAuthority => "!authority",
        Http1Error.InvalidTransferEncoding => "!transfer-encoding",
        Http1Error.ContentLengthAndChunked => "!length-and-chunked",
        Http1Error.ContentLengthNotAllowed => "!length-not-allowed",
        Http1Error.TransferEncodingNotAllowed => "!coding-not-allowed",
        Http1Error.BodyDisallowed => "!body-disallowed",
        Http1Error.ConnectionHeaderRejected => "!connection",
        Http1Error.HeadersTooLarge => "!too-large",
        Http1Error.TooManyHeaders => "!too-many",
        Http1Error.LowVersion => "!low-version",
        _ => "!" + error,
    };
}

sealed class RequestTranscript : Transcript
{
    readonly Http1RequestParser _parser = new(Http1Options.Request, new HeadPool());
    bool _failed;

    protected override bool Step(ReadOnlySpan<byte> input, out int used)
    {
        var found = _parser.Read(input, out used, out var data);
        switch (found)
        {
            case Http1Event.NeedMore:
                return used > 0;
            case Http1Event.Error:
                if (!_failed)
                    Write(Name(_parser.Error));
                _failed = true;
                return false;
            case Http1Event.Head:
                var head = _parser.Head!;
                Write($"{Vector.Printed(head.Method)} {Vector.Printed(head.Path)} {Vector.Printed(head.Authority)}{(head.Framing == BodyFraming.Tunnel ? " ~" : "")}");
                break;
            case Http1Event.Data:
                WriteData(data);
                break;
        }

        if (_parser.IsComplete)
        {
            Write(".");
            _parser.ReleaseHead();
        }

        return true;
    }
}

sealed class ResponseTranscript : Transcript
{
    readonly Http1ResponseParser _parser = new(Http1Options.Response, new HeadPool());
    bool _failed;

    public ResponseTranscript(string to) => _parser.Expect(to == "HEAD", to == "CONNECT", to == "UPGRADE");

    /// <summary>The server closes; what the parser did not take is written down.</summary>
    public void End()
    {
        if (!_failed && !_parser.IsIdle)
        {
            Write("$");
            if (_parser.ReadEnd() == Http1Event.End)
                Write(".");
            else
                Write(Name(_parser.Error));
        }
        else if (_parser.IsIdle && !Left.IsEmpty)
        {
            Write("^" + Vector.Printed(Left));
        }
    }

    protected override bool Step(ReadOnlySpan<byte> input, out int used)
    {
        var found = _parser.Read(input, out used, out var data);
        switch (found)
        {
            case Http1Event.NeedMore:
                return used > 0;
            case Http1Event.Error:
                if (!_failed)
                    Write(Name(_parser.Error));
                _failed = true;
                return false;
            case Http1Event.Head:
                var head = _parser.Head!;
                Write($"{head.Status}{(head.IsInformational ? " " : head.Framing == BodyFraming.Tunnel ? " ~" : "")}");
                if (head.IsInformational)
                    _parser.ReleaseHead();
                break;
            case Http1Event.Data:
                WriteData(data);
                break;
        }

        if (_parser.IsComplete)
        {
            Write(".");
            _parser.ReleaseHead();
        }

        return true;
    }
}
