using System.Text;
using Lateen.Net.Http;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>Parameters in a request's query, compared and given after percent-decoding.</summary>
static class QueryEdits
{
    /// <summary>The first value of a parameter; null when it is not there.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> path, string name)
    {
        foreach (var part in QueryOf(path).Split((byte)'&'))
        {
            var pair = QueryOf(path)[part];
            var equals = pair.IndexOf((byte)'=');
            var key = equals < 0 ? pair : pair[..equals];
            if (IsName(key, name))
                return Decode(equals < 0 ? [] : pair[(equals + 1)..]);
        }

        return null;
    }

    /// <summary>Takes every value of a parameter away.</summary>
    public static void Remove(RequestHead request, string name)
    {
        var path = request.Path;
        var query = QueryOf(path);
        var kept = new List<byte>(path.Length);
        kept.AddRange(path[..(path.Length - query.Length)]);
        var isFirst = true;
        foreach (var part in query.Split((byte)'&'))
        {
            var pair = query[part];
            var equals = pair.IndexOf((byte)'=');
            if (IsName(equals < 0 ? pair : pair[..equals], name))
                continue;
            if (!isFirst)
                kept.Add((byte)'&');
            kept.AddRange(pair);
            isFirst = false;
        }

        if (isFirst && kept.Count > 0 && kept[^1] == (byte)'?')
            kept.RemoveAt(kept.Count - 1);
        request.SetPath(kept.ToArray());
    }

    static ReadOnlySpan<byte> QueryOf(ReadOnlySpan<byte> path) => path.IndexOf((byte)'?') is >= 0 and var at ? path[(at + 1)..] : [];

    static bool IsName(ReadOnlySpan<byte> key, string name) =>
        key.Contains((byte)'%') ? Encoding.UTF8.GetString(Decode(key)) == name : Encoding.UTF8.GetByteCount(name) == key.Length && Encoding.UTF8.GetString(key) == name;

    /// <summary>Malformed escapes stay as they are.</summary>
    static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var decoded = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                decoded.Add((byte)((Hex(text[i + 1]) << 4) | Hex(text[i + 2])));
                i += 2;
            }
            else
            {
                decoded.Add(text[i]);
            }
        }

        return [.. decoded];
    }

    static int Hex(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
