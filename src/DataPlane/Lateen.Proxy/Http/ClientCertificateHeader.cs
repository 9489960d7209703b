using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>x-forwarded-client-cert: what this hop says about its client's certificate. The text is made once per connection.</summary>
static class ClientCertificateHeader
{
    /// <summary>This hop's element; empty when the client presented no certificate.</summary>
    public static byte[] Element(ConnectionInfo connection, ClientCertDetails details)
    {
        if (!connection.IsMutualTls)
            return [];
        var parts = new List<string>();
        parts.AddRange(connection.LocalUriSans.Select(uri => "By=" + uri));
        parts.Add("Hash=" + connection.PeerCertificateSha256);
        if (details.HasFlag(ClientCertDetails.Cert) && connection.PeerCertificatePem is { } pem)
            parts.Add($"Cert=\"{Uri.EscapeDataString(pem)}\"");
        if (details.HasFlag(ClientCertDetails.Chain) && connection.PeerCertificateChainPem is { } chain)
            parts.Add($"Chain=\"{Uri.EscapeDataString(chain)}\"");
        if (details.HasFlag(ClientCertDetails.Subject))
            parts.Add($"Subject=\"{connection.PeerSubject.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        if (details.HasFlag(ClientCertDetails.Uri))
            parts.AddRange(connection.PeerUriSans.DefaultIfEmpty("").Select(uri => "URI=" + uri));
        if (details.HasFlag(ClientCertDetails.Dns))
            parts.AddRange(connection.PeerDnsSans.Select(dns => "DNS=" + dns));
        return Encoding.UTF8.GetBytes(string.Join(';', parts));
    }

    /// <summary>Applies the mode to a request.</summary>
    public static void Apply(HeaderTable headers, ForwardClientCertMode mode, bool isMutualTls, ReadOnlySpan<byte> element)
    {
        if (mode == ForwardClientCertMode.AlwaysForwardOnly || (mode == ForwardClientCertMode.ForwardOnly && isMutualTls))
            return;
        if (!isMutualTls || mode is ForwardClientCertMode.Sanitize or ForwardClientCertMode.ForwardOnly)
            headers.Remove(HeaderId.XForwardedClientCert);
        else if (mode == ForwardClientCertMode.SanitizeSet)
            headers.Set(HeaderId.XForwardedClientCert, element);
        else
            headers.AppendToList(HeaderId.XForwardedClientCert, element, ","u8);
    }
}
