using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>
/// What every request goes through before routes and filters see it: hop-by-hop fields removed, the client's address and scheme decided, fields that
/// only trusted peers may send removed, an id given, the client's certificate told. The order is Envoy's (mutateRequestHeaders).
/// </summary>
sealed class RequestPreparation(HttpConnectionManagerConfig config, IRandom random)
{
    readonly byte[] via = System.Text.Encoding.ASCII.GetBytes(config.Via);

    /// <summary>Prepares a request of a connection; <paramref name="client"/> keeps what was found for the connection's next request.</summary>
    public void Apply(RequestHead request, ClientFacts client, StreamInfo info)
    {
        var headers = request.Headers;
        RemoveHopByHop(request);
        var connection = client.Connection;
        info.TrustedClientAddress = config.UseRemoteAddress ? AppendClient(headers, client) : FindClient(headers, client);
        SetForwardedProto(request, connection);
        var isInternal = IsInternal(headers);
        if (isInternal)
            headers.Set(HeaderId.XEnvoyInternal, "true"u8);
        else
            RemoveInternalOnly(headers, isEdge: config.UseRemoteAddress);
        if (via.Length > 0)
            headers.AppendToList(HeaderId.Via, via, ", "u8);
        var isEdge = config.UseRemoteAddress && !isInternal;
        if (isEdge)
            headers.Set(HeaderId.XEnvoyExternalAddress, client.TrustedBytes);
        SetRequestId(headers, isEdge);
        ClientCertificateHeader.Apply(headers, config.ForwardClientCert, connection.IsMutualTls, client.CertificateElement);
    }

    static void RemoveHopByHop(RequestHead request)
    {
        var headers = request.Headers;
        if (!request.IsUpgrade)
        {
            headers.Remove(HeaderId.Connection);
            headers.Remove(HeaderId.Upgrade);
        }

        headers.Remove(HeaderId.XEnvoyInternal);
        headers.Remove(HeaderId.KeepAlive);
        headers.Remove(HeaderId.ProxyConnection);
        headers.Remove(HeaderId.TransferEncoding);
        if (headers.TryGet(HeaderId.Te, out var te))
            ReduceTe(headers, te);
        if (headers.TryGet(HeaderId.Referer, out var referer) && headers.CountOf(HeaderId.Referer) == 1 && IsUnsafeReferer(referer))
            headers.Remove(HeaderId.Referer);
    }

    static void ReduceTe(HeaderTable headers, ReadOnlySpan<byte> te)
    {
        foreach (var range in te.Split((byte)','))
            if (te[range].Trim(" \t"u8).SequenceEqual("trailers"u8))
            {
                headers.Set(HeaderId.Te, "trailers"u8);
                return;
            }

        if (!te.IsEmpty)
            headers.Remove(HeaderId.Te);
    }

    // A URL with user information or a fragment tells more than the page before.
    static bool IsUnsafeReferer(ReadOnlySpan<byte> referer)
    {
        var start = referer.IndexOf("://"u8);
        if (start <= 0)
            return false;
        var rest = referer[(start + 3)..];
        var end = rest.IndexOfAny("/?#"u8);
        return (end < 0 ? rest : rest[..end]).Contains((byte)'@') || rest.Contains((byte)'#');
    }

    string? AppendClient(HeaderTable headers, ClientFacts client)
    {
        var trusted = config.XffTrustedHops > 0 && ForwardedFor.TryEntry(headers, config.XffTrustedHops, out var entry) ? client.Trust(entry) : client.TrustPeer();
        if (!config.SkipXffAppend)
            headers.AppendToList(HeaderId.XForwardedFor, client.PeerBytes, ","u8);
        return trusted;
    }

    string? FindClient(HeaderTable headers, ClientFacts client) =>
        headers.Contains(HeaderId.XForwardedFor) && ForwardedFor.TryEntry(headers, config.XffTrustedHops + 1, out var entry) ? client.Trust(entry) : client.TrustPeer();

    void SetForwardedProto(RequestHead request, ConnectionInfo connection)
    {
        var headers = request.Headers;
        var scheme = connection.IsTls ? "https"u8 : "http"u8;
        if ((config.UseRemoteAddress && config.XffTrustedHops == 0) || !headers.Contains(HeaderId.XForwardedProto))
            headers.Set(HeaderId.XForwardedProto, scheme);
        var proto = headers.Get(HeaderId.XForwardedProto);
        request.SetScheme(proto.SequenceEqual("https"u8) ? "https"u8 : proto.SequenceEqual("http"u8) ? "http"u8 : scheme);
    }

    bool IsInternal(HeaderTable headers)
    {
        if (config.InternalAddresses.IsEmpty || !ForwardedFor.IsSingle(headers, out var address))
            return false;
        Span<char> text = stackalloc char[64];
        var length = System.Text.Encoding.ASCII.GetChars(address, text);
        if (!System.Net.IPAddress.TryParse(text[..length], out var ip))
            return false;
        foreach (var range in config.InternalAddresses)
            if (range.Contains(ip))
                return true;
        return false;
    }

    static void RemoveInternalOnly(HeaderTable headers, bool isEdge)
    {
        foreach (var id in Names.InternalOnly)
            headers.Remove(id);
        if (!isEdge)
            return;
        foreach (var id in Names.EdgeOnly)
            headers.Remove(id);
    }

    void SetRequestId(HeaderTable headers, bool isEdge)
    {
        if (!config.GenerateRequestId || (headers.Contains(HeaderId.XRequestId) && (!isEdge || config.PreserveExternalRequestId)))
            return;
        Span<byte> id = stackalloc byte[RequestId.Length];
        RequestId.Write(random, id);
        headers.Set(HeaderId.XRequestId, id);
    }
}
