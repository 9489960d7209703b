using System.Text;
using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>What every response goes through before it is written (Envoy's mutateResponseHeaders): hop-by-hop fields removed, date and server set.</summary>
sealed class ResponsePreparation(HttpConnectionManagerConfig config, DateText date)
{
    readonly byte[] server = Encoding.ASCII.GetBytes(config.ServerName);
    readonly byte[] via = Encoding.ASCII.GetBytes(config.Via);

    /// <summary>Prepares a response. <paramref name="keepUpgrade"/> for a 101: then Connection and Upgrade stay.</summary>
    public void Apply(ResponseHead response, RequestHead? request, bool keepUpgrade)
    {
        var headers = response.Headers;
        if (!keepUpgrade)
        {
            headers.Remove(HeaderId.Connection);
            headers.Remove(HeaderId.Upgrade);
        }

        headers.Remove(HeaderId.KeepAlive);
        headers.Remove(HeaderId.ProxyConnection);
        headers.Remove(HeaderId.TransferEncoding);
        if (config.AlwaysSetRequestIdInResponse && request is not null && request.Headers.TryGet(HeaderId.XRequestId, out var id))
            headers.Set(HeaderId.XRequestId, id);
        if (via.Length > 0)
            headers.AppendToList(HeaderId.Via, via, ", "u8);
        if (!headers.Contains(HeaderId.Date))
            headers.Append(HeaderId.Date, date.Now());
        SetServer(headers);
    }

    void SetServer(HeaderTable headers)
    {
        if (config.ServerHeader == ServerHeaderMode.Overwrite || (config.ServerHeader == ServerHeaderMode.AppendIfAbsent && !headers.Contains(HeaderId.Server)))
            headers.Set(HeaderId.Server, server);
    }
}
