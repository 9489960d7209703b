namespace Lateen.Net.Http1;

/// <summary>Finds lines that end in CRLF. It remembers how far it looked, so that a line that comes byte by byte is scanned once.</summary>
struct LineScanner
{
    int _scanned;

    /// <summary>
    /// The line at the front of <paramref name="input"/>, without its CRLF. NeedMore while it is incomplete; HeadersTooLarge when it is longer
    /// than <paramref name="limit"/>, CRLF included; Codec when it ends in a bare LF.
    /// </summary>
    public LineResult Next(ReadOnlySpan<byte> input, int limit, out ReadOnlySpan<byte> line)
    {
        line = [];
        var end = input[_scanned..].IndexOf((byte)'\n');
        var length = end < 0 ? input.Length : _scanned + end + 1;
        if (length > limit)
            return LineResult.TooLong;
        if (end < 0)
        {
            _scanned = input.Length;
            return LineResult.NeedMore;
        }

        _scanned = 0;
        if (length < 2 || input[length - 2] != '\r')
            return LineResult.BareLf;
        line = input[..(length - 2)];
        return LineResult.Line;
    }
}

enum LineResult : byte
{
    NeedMore,
    Line,
    TooLong,
    BareLf,
}
