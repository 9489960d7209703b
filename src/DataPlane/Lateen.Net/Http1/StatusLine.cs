using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>Reads `HTTP/1.x SP 3DIGIT [SP reason]` (RFC 9112 section 4). The reason is checked and dropped: another hop makes its own.</summary>
static class StatusLine
{
    /// <summary>Whether the bytes begin as a status line does, or could still become one.</summary>
    public static bool MayStart(ReadOnlySpan<byte> input)
    {
        var start = "HTTP/1."u8;
        return input.Length < start.Length ? start.StartsWith(input) : input.StartsWith(start);
    }

    public static Http1Error Read(ReadOnlySpan<byte> line, ResponseHead head)
    {
        if (line.Length < 12 || line[8] != ' ' || line[7] is not ((byte)'0' or (byte)'1'))
            return Http1Error.Codec;
        head.Protocol = line[7] == '1' ? HttpProtocol.Http11 : HttpProtocol.Http10;
        var code = line.Slice(9, 3);
        if (code.ContainsAnyExceptInRange((byte)'0', (byte)'9') || code[0] == '0')
            return Http1Error.Codec;
        head.Status = ((code[0] - '0') * 100) + ((code[1] - '0') * 10) + code[2] - '0';
        if (line.Length > 12 && line[12] != ' ')
            return Http1Error.Codec;
        return line[12..].ContainsAny(Tokens.NotInValue) ? Http1Error.InvalidCharacters : Http1Error.None;
    }
}
