namespace Lateen.Net.Http1;

/// <summary>The methods that are served: a fixed list, so that what is no HTTP is known by its first bytes.</summary>
static class HttpMethods
{
    static readonly byte[][] All = [.. new[]
    {
        "ACL", "BIND", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MOVE",
        "MSEARCH", "NOTIFY", "OPTIONS", "PATCH", "POST", "PROPFIND", "PROPPATCH", "PURGE", "PUT", "QUERY", "REBIND", "REPORT", "SEARCH", "SOURCE",
        "SUBSCRIBE", "TRACE", "UNBIND", "UNLINK", "UNLOCK", "UNSUBSCRIBE",
    }.Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Whether the bytes begin with a method and SP, or could still become that.</summary>
    public static bool MayStart(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("GET "u8) || input.StartsWith("POST "u8))
            return true;
        foreach (var method in All)
            if (input.Length <= method.Length ? method.AsSpan().StartsWith(input) : input[method.Length] == ' ' && input.StartsWith(method))
                return true;
        return false;
    }
}
