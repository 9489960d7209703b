using System.Text;

namespace Lateen.Local.Relays;

/// <summary>
/// The head of a request that a client sent to an HTTP proxy: absolute-form, or CONNECT (RFC 9112 section 3.2), and how it goes on to the server.
/// </summary>
/// <param name="Host">Where it goes: a name or an address.</param>
/// <param name="Port">0 to 65535.</param>
/// <param name="IsTunnel">Whether it is CONNECT: the server gets nothing of it.</param>
/// <param name="Head">What the server gets, with its final empty line; empty for a tunnel.</param>
internal sealed record ProxiedRequest(string Host, int Port, bool IsTunnel, string Head)
{
    const string LineEnd = "\r\n";
    const int HttpPort = 80;

    // Of the connection to the proxy, which ends here; each request gets a connection of its own.
    static readonly string[] Hops = ["connection", "proxy-connection", "keep-alive", "proxy-authorization"];

    /// <summary>Reads a head without its final empty line; null when it is no request to a proxy.</summary>
    public static ProxiedRequest? Read(string head)
    {
        var lines = head.Split(LineEnd);
        if (lines[0].Split(' ') is not [var method, var target, var version] || !version.StartsWith("HTTP/1.", StringComparison.Ordinal))
            return null;
        if (method == "CONNECT")
            return Uri.TryCreate($"http://{target}", UriKind.Absolute, out var authority) ? new ProxiedRequest(authority.IdnHost, authority.Port, true, "") : null;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
            return null;
        var onward = new StringBuilder($"{method} {PathOf(target)} {version}{LineEnd}");
        foreach (var field in lines.Skip(1).Where(field => !Hops.Contains(field.Split(':')[0].ToLowerInvariant())))
            onward.Append(field).Append(LineEnd);
        onward.Append("Connection: close").Append(LineEnd).Append(LineEnd);
        return new ProxiedRequest(address.IdnHost, address.IsDefaultPort ? HttpPort : address.Port, false, onward.ToString());
    }

    // As written, not as a URI parser would normalise it.
    static string PathOf(string target)
    {
        var slash = target.IndexOfAny(['/', '?'], target.IndexOf("//", StringComparison.Ordinal) + 2);
        return slash < 0 ? "/" : target[slash] == '?' ? "/" + target[slash..] : target[slash..];
    }
}
