using System.Text;

namespace Lateen.Proxy.Matching;

/// <summary>A condition on the first occurrence of a query parameter, name and value compared raw (nothing decoded, only `&amp;` separates).</summary>
/// <param name="Name">Compared byte for byte.</param>
/// <param name="Value">Null asks only for presence.</param>
public sealed record QueryParameterMatcher(string Name, StringMatcher? Value)
{
    readonly byte[] name = Encoding.UTF8.GetBytes(Name);

    /// <param name="query">Behind the question mark, without fragment.</param>
    public bool IsMatch(ReadOnlySpan<byte> query)
    {
        while (!query.IsEmpty)
        {
            var pair = Take(ref query);
            var equals = pair.IndexOf((byte)'=');
            if (!(equals < 0 ? pair : pair[..equals]).SequenceEqual(name)) continue;
            return Value is null || Value.IsMatch(equals < 0 ? [] : pair[(equals + 1)..]);
        }
        return false;
    }

    static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> query)
    {
        var end = query.IndexOf((byte)'&');
        var pair = end < 0 ? query : query[..end];
        query = end < 0 ? [] : query[(end + 1)..];
        return pair;
    }
}
