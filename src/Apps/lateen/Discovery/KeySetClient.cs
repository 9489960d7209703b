using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Lateen.Core;
using Lateen.Pilot.Policies;

namespace Lateen.Cli.Discovery;

/// <summary>
/// Fetches key sets of issuers over HTTP. Policies say where from, so whoever may write one could make the control plane ask anybody: addresses of the link alone
/// (cloud metadata services live there) and networks that the operator names are not asked, whatever a name resolves to; nothing is sent but the request, and what
/// comes is bounded.
/// </summary>
internal sealed class KeySetClient : IDisposable
{
    /// <summary>Bytes of an answer.</summary>
    public const int MaxBytes = 256 * 1024;

    const int MaxRedirects = 3;
    static readonly Cidr[] NeverAsked = [Cidr.Of(IPAddress.Parse("169.254.0.0"), 16), Cidr.Of(IPAddress.Parse("fe80::"), 10)];

    readonly Cidr[] blocked;
    readonly HttpClient http;

    public KeySetClient(IEnumerable<Cidr> blocked)
    {
        this.blocked = [.. NeverAsked, .. blocked];
        http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, MaxAutomaticRedirections = MaxRedirects, UseProxy = false, UseCookies = false })
        {
            MaxResponseContentBufferSize = MaxBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The key set's JSON.</summary>
    /// <exception cref="HttpRequestException">Nobody answered, or not with a key set; the message says what.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or was cancelled.</exception>
    public async Task<string> FetchAsync(KeySetSource source, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(source.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var uri = source.Uri.Length > 0 ? source.Uri : JwksUri(await GetAsync(source.DiscoveryUri, both.Token), source.DiscoveryUri);
        var text = await GetAsync(uri, both.Token);
        using var json = Parse(text, uri);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
            throw new HttpRequestException($"the answer of {uri} is no JSON Web Key Set: it has no list of keys");
        return text;
    }

    public void Dispose() => http.Dispose();

    static string JwksUri(string document, string from)
    {
        using var json = Parse(document, from);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("jwks_uri", out var uri) && uri.GetString() is { Length: > 0 } text
            ? text
            : throw new HttpRequestException($"the discovery document {from} has no jwks_uri");
    }

    static JsonDocument Parse(string text, string from)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException malformed)
        {
            throw new HttpRequestException($"the answer of {from} is no JSON", malformed);
        }
    }

    async Task<string> GetAsync(string uri, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new HttpRequestException($"\"{uri}\" is no http or https URL");
        using var response = await http.GetAsync(address, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"{uri} answered {(int)response.StatusCode}");
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    bool IsBlocked(IPAddress address) => blocked.Any(network => network.Contains(address));

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = addresses.Where(address => !IsBlocked(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)).ToArray();
        if (allowed.Length == 0)
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is in a network that must not be asked");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
