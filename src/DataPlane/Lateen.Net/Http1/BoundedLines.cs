namespace Lateen.Net.Http1;

/// <summary>The lines of a head or of trailers, which together have a bound.</summary>
struct BoundedLines
{
    LineScanner _scanner;
    int _left;

    /// <summary>Starts a head whose lines, each CRLF included, have so many bytes at the most.</summary>
    public void Begin(int bytes)
    {
        _scanner = default;
        _left = bytes;
    }

    /// <summary>The next line without its CRLF; false with an error, or with none while the line is incomplete.</summary>
    /// <param name="consumed">Advanced behind the line.</param>
    /// <param name="error">HeadersTooLarge beyond the bound, Codec for a bare LF.</param>
    public bool TryNext(ReadOnlySpan<byte> input, scoped ref int consumed, out ReadOnlySpan<byte> line, out Http1Error error)
    {
        var result = _scanner.Next(input, _left, out line);
        error = result switch
        {
            LineResult.TooLong => Http1Error.HeadersTooLarge,
            LineResult.BareLf => Http1Error.Codec,
            _ => Http1Error.None,
        };
        if (result != LineResult.Line)
            return false;
        consumed += line.Length + 2;
        _left -= line.Length + 2;
        return true;
    }
}
