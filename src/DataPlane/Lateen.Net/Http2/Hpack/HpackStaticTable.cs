using System.Text;
using Lateen.Net.Http;

namespace Lateen.Net.Http2.Hpack;

/// <summary>The 61 fields that both sides know from the start (RFC 7541 appendix A), by their index from 1.</summary>
static class HpackStaticTable
{
    public const int Count = 61;

    const string Fields = """
        :authority
        :method GET
        :method POST
        :path /
        :path /index.html
        :scheme http
        :scheme https
        :status 200
        :status 204
        :status 206
        :status 304
        :status 400
        :status 404
        :status 500
        accept-charset
        accept-encoding gzip, deflate
        accept-language
        accept-ranges
        accept
        access-control-allow-origin
        age
        allow
        authorization
        cache-control
        content-disposition
        content-encoding
        content-language
        content-length
        content-location
        content-range
        content-type
        cookie
        date
        etag
        expect
        expires
        from
        host
        if-match
        if-modified-since
        if-none-match
        if-range
        if-unmodified-since
        last-modified
        link
        location
        max-forwards
        proxy-authenticate
        proxy-authorization
        range
        referer
        refresh
        retry-after
        server
        set-cookie
        strict-transport-security
        transfer-encoding
        user-agent
        vary
        via
        www-authenticate
        """;

    static readonly Entry[] Entries = [.. Fields.Split('\n').Select(Entry.Parse)];
    static readonly byte[] IndexOfId = BuildIndexOfId();

    public static ReadOnlySpan<byte> NameOf(int index) => Entries[index - 1].Name;

    public static ReadOnlySpan<byte> ValueOf(int index) => Entries[index - 1].Value;

    public static FieldFacts FactsOf(int index) => Entries[index - 1].Facts;

    /// <summary>The first index with this name; 0 when there is none.</summary>
    public static int IndexOf(HeaderId id) => IndexOfId[(int)id];

    static byte[] BuildIndexOfId()
    {
        var table = new byte[Enum.GetValues<HeaderId>().Length];
        for (var index = Count; index > 0; index--)
            table[(int)FactsOf(index).Id] = (byte)index;
        table[(int)HeaderId.None] = 0;
        return table;
    }

    sealed record Entry(byte[] Name, byte[] Value, FieldFacts Facts)
    {
        public static Entry Parse(string line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var name = Encoding.ASCII.GetBytes(space < 0 ? line : line[..space]);
            return new Entry(name, space < 0 ? [] : Encoding.ASCII.GetBytes(line[(space + 1)..]), FieldFacts.OfName(name));
        }
    }
}
