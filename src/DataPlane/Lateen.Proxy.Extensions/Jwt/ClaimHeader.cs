using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>A claim that upstreams get as a header.</summary>
/// <param name="Name">The header.</param>
/// <param name="Path">From the payload into its objects.</param>
sealed record ClaimHeader(HeaderName Name, ImmutableArray<string> Path)
{
    /// <summary>
    /// The header's value: a text as it is, numbers and booleans as text, objects and lists as base64 of their JSON. Null without the claim, for null, and for
    /// a text that no header can hold.
    /// </summary>
    public byte[]? ValueIn(MetadataValue.StructValue payload)
    {
        MetadataValue found = payload;
        foreach (var key in Path)
        {
            if (found is not MetadataValue.StructValue inner || !inner.Fields.TryGetValue(key, out var next))
                return null;
            found = next;
        }

        return found switch
        {
            MetadataValue.StringValue text => Sendable(Encoding.UTF8.GetBytes(text.Value)),
            MetadataValue.NumberValue number => Encoding.ASCII.GetBytes(Text(number.Value)),
            MetadataValue.BoolValue truth => truth.Value ? "true"u8.ToArray() : "false"u8.ToArray(),
            MetadataValue.ListValue or MetadataValue.StructValue => Encoding.ASCII.GetBytes(Convert.ToBase64String(MetadataJson.Bytes(found).Span)),
            _ => null,
        };
    }

    /// <summary>Claims are written by whoever may ask the issuer for a token: a line break in one must not become a header.</summary>
    static byte[]? Sendable(byte[] text) => text.Length == 0 || text.Any(character => character < 0x20 || character == 0x7f) ? null : text;

    static string Text(double number) =>
        double.IsInteger(number) && Math.Abs(number) < long.MaxValue ? ((long)number).ToString(CultureInfo.InvariantCulture) : number.ToString("F6", CultureInfo.InvariantCulture);
}
