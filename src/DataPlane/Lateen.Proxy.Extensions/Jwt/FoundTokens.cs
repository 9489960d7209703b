using System.Text;
using Lateen.Net.Http;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>The tokens of one request, copied since headers move when they are edited. The memory is kept for the next request.</summary>
sealed class FoundTokens
{
    readonly List<(int Start, int Length, JwtPlace Place)> tokens = [];
    byte[] bytes = new byte[1024];
    int used;

    /// <summary>How many were found by the last <see cref="Look"/>.</summary>
    public int Count => tokens.Count;

    /// <summary>A token as it was sent.</summary>
    public ReadOnlySpan<byte> this[int index] => bytes.AsSpan(tokens[index].Start, tokens[index].Length);

    /// <summary>Where a token was.</summary>
    public JwtPlace PlaceOf(int index) => tokens[index].Place;

    /// <summary>Looks in some places: headers, parameters and cookies in that order, since the places are sorted so.</summary>
    public void Look(RequestHead request, ReadOnlySpan<JwtPlace> places)
    {
        tokens.Clear();
        used = 0;
        foreach (var place in places)
        {
            switch (place)
            {
                case JwtPlace.Header header:
                    LookIn(request, header);
                    break;
                case JwtPlace.Parameter parameter when QueryEdits.Find(request.Path, parameter.Name) is { } value:
                    Keep(value, place);
                    break;
                case JwtPlace.Cookie cookie:
                    LookIn(request, cookie);
                    break;
            }
        }
    }

    /// <summary>Lines of one name are one value, joined by commas: a second token makes the value no token.</summary>
    void LookIn(RequestHead request, JwtPlace.Header header)
    {
        if (!request.TryGet(header.Name, out var value))
            return;
        if (request.Headers.CountOf(header.Name) > 1)
            value = Join(request, header.Name);
        if (header.Prefix.Length > 0)
        {
            Span<byte> prefix = stackalloc byte[Encoding.UTF8.GetMaxByteCount(header.Prefix.Length)];
            prefix = prefix[..Encoding.UTF8.GetBytes(header.Prefix, prefix)];
            var at = value.IndexOf(prefix);
            if (at < 0)
                return;
            value = JwtText(value[(at + prefix.Length)..]);
        }

        Keep(value, header);
    }

    static ReadOnlySpan<byte> Join(RequestHead request, HeaderName name)
    {
        var joined = new List<byte>();
        foreach (var line in request.Headers.ValuesOf(name))
        {
            if (joined.Count > 0)
                joined.Add((byte)',');
            joined.AddRange(line);
        }

        return joined.ToArray();
    }

    void LookIn(RequestHead request, JwtPlace.Cookie cookie)
    {
        foreach (var line in request.Headers.ValuesOf(HeaderName.Of(HeaderId.Cookie)))
        {
            foreach (var part in line.Split((byte)';'))
            {
                var pair = line[part].Trim((byte)' ');
                var equals = pair.IndexOf((byte)'=');
                if (equals > 0 && Encoding.UTF8.GetString(pair[..equals]) == cookie.Name)
                {
                    Keep(pair[(equals + 1)..].Trim((byte)'"'), cookie);
                    return;
                }
            }
        }
    }

    void Keep(ReadOnlySpan<byte> token, JwtPlace place)
    {
        if (bytes.Length - used < token.Length)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, used + token.Length));
        token.CopyTo(bytes.AsSpan(used));
        tokens.Add((used, token.Length, place));
        used += token.Length;
    }

    /// <summary>From the first character that tokens have to the end, as Envoy takes it out of a value with a prefix: what follows a token spoils it.</summary>
    static ReadOnlySpan<byte> JwtText(ReadOnlySpan<byte> value) => value.IndexOfAny(JwtCharacters.All) is >= 0 and var start ? value[start..] : value;
}
