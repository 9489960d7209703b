using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Tests.Http;

public sealed class RequestPreparationTests
{
    static readonly HttpConnectionManagerConfig Sidecar = new()
    {
        StatPrefix = "test",
        Filters = [],
        Routes = new RouteSource.Rds("none"),
    };

    static readonly ConnectionInfo Mutual = new()
    {
        RemoteIp = "10.0.0.1",
        IsTls = true,
        IsMutualTls = true,
        PeerUriSans = ["spiffe://cluster.local/ns/default/sa/a"],
        LocalUriSans = ["spiffe://cluster.local/ns/default/sa/b"],
        PeerCertificateSha256 = "ab12",
        PeerSubject = "",
    };

    /// <summary>The six cases of x-forwarded-for: edge or not, with trusted hops, against what came.</summary>
    [Theory]
    [InlineData(true, 0, null, null, "10.0.0.9")]
    [InlineData(true, 1, "1.1.1.1,2.2.2.2", "2.2.2.2", "1.1.1.1,2.2.2.2,10.0.0.9")]
    [InlineData(true, 0, "1.1.1.1", null, "1.1.1.1,10.0.0.9")]
    [InlineData(false, 0, "1.1.1.1,2.2.2.2", "2.2.2.2", "1.1.1.1,2.2.2.2")]
    [InlineData(false, 1, "1.1.1.1,2.2.2.2", "1.1.1.1", "1.1.1.1,2.2.2.2")]
    [InlineData(false, 2, "1.1.1.1,2.2.2.2", null, "1.1.1.1,2.2.2.2")]
    [InlineData(false, 0, "1.1.1.1:80", null, "1.1.1.1:80")]
    [InlineData(false, 0, "1.1.1.1,", null, "1.1.1.1,")]
    [InlineData(false, 0, "x, ::1", "::1", "x, ::1")]
    public void The_client_is_found_and_told(bool useRemote, int hops, string? received, string? trusted, string forwarded)
    {
        var request = new RequestHead();
        if (received is not null)
            request.Headers.Append("x-forwarded-for"u8, Encoding.ASCII.GetBytes(received));
        var info = Apply(request, Sidecar with { UseRemoteAddress = useRemote, XffTrustedHops = hops });
        Assert.Equal(trusted, info.TrustedClientAddress);
        Assert.Equal(forwarded, Encoding.ASCII.GetString(request.Headers.Get(HeaderId.XForwardedFor)));
    }

    [Fact]
    public void Two_forwarded_for_fields_count_as_one_list()
    {
        var request = new RequestHead();
        request.Headers.Append("x-forwarded-for"u8, "1.1.1.1"u8);
        request.Headers.Append("x-forwarded-for"u8, "2.2.2.2"u8);
        Assert.Equal("1.1.1.1", Apply(request, Sidecar with { XffTrustedHops = 1 }).TrustedClientAddress);
    }

    [Fact]
    public void Hop_by_hop_fields_are_removed()
    {
        var request = Request("connection: x\r\nkeep-alive: 1\r\nproxy-connection: y\r\ntransfer-encoding: chunked\r\nte: gzip\r\nupgrade: h2c\r\nx-stay: 1\r\n");
        Apply(request, Sidecar with { GenerateRequestId = false });
        Assert.Equal("x-stay: 1\r\nx-forwarded-proto: http\r\n", request.Headers.ToString());
    }

    [Theory]
    [InlineData("trailers", "trailers")]
    [InlineData("gzip, trailers", "trailers")]
    [InlineData("Trailers", "")]
    [InlineData("trailers;q=1", "")]
    public void Te_survives_as_trailers_only(string received, string kept)
    {
        var request = Request($"te: {received}\r\n");
        Apply(request, Sidecar);
        Assert.Equal(kept, Encoding.ASCII.GetString(request.Headers.Get(HeaderId.Te)));
    }

    [Fact]
    public void Fields_that_steer_the_proxy_are_removed_from_clients_that_are_not_internal()
    {
        var request = Request("x-envoy-retry-on: 5xx\r\nx-envoy-upstream-rq-timeout-ms: 1\r\nx-envoy-internal: true\r\nx-envoy-original-path: /\r\n");
        Apply(request, Sidecar with { GenerateRequestId = false });
        Assert.Equal("x-envoy-original-path: /\r\nx-forwarded-proto: http\r\n", request.Headers.ToString());
        request = Request("x-envoy-original-path: /\r\n");
        Apply(request, Sidecar with { UseRemoteAddress = true, GenerateRequestId = false });
        Assert.False(request.Headers.Contains(HeaderId.XEnvoyOriginalPath));
        Assert.Equal("10.0.0.9", Encoding.ASCII.GetString(request.Headers.Get(HeaderId.XEnvoyExternalAddress)));
    }

    [Fact]
    public void A_request_id_is_kept_inside_and_replaced_at_the_edge()
    {
        var request = Request("x-request-id: mine\r\n");
        Apply(request, Sidecar);
        Assert.Equal("mine", Encoding.ASCII.GetString(request.Headers.Get(HeaderId.XRequestId)));
        Apply(request, Sidecar with { UseRemoteAddress = true });
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", Encoding.ASCII.GetString(request.Headers.Get(HeaderId.XRequestId)));
    }

    [Theory]
    [InlineData(ForwardClientCertMode.Sanitize, "")]
    [InlineData(ForwardClientCertMode.ForwardOnly, "By=x")]
    [InlineData(ForwardClientCertMode.AppendForward, "By=x,By=spiffe://cluster.local/ns/default/sa/b;Hash=ab12;Subject=\"\";URI=spiffe://cluster.local/ns/default/sa/a")]
    [InlineData(ForwardClientCertMode.SanitizeSet, "By=spiffe://cluster.local/ns/default/sa/b;Hash=ab12;Subject=\"\";URI=spiffe://cluster.local/ns/default/sa/a")]
    [InlineData(ForwardClientCertMode.AlwaysForwardOnly, "By=x")]
    public void The_clients_certificate_is_told_as_the_mode_says(ForwardClientCertMode mode, string expected)
    {
        var request = Request("x-forwarded-client-cert: By=x\r\n");
        Apply(request, Sidecar with { ForwardClientCert = mode, ClientCertDetails = ClientCertDetails.Subject | ClientCertDetails.Uri | ClientCertDetails.Dns }, Mutual);
        Assert.Equal(expected, Encoding.ASCII.GetString(request.Headers.Get(HeaderId.XForwardedClientCert)));
    }

    [Fact]
    public void Without_mutual_TLS_what_the_client_says_of_certificates_is_removed()
    {
        var request = Request("x-forwarded-client-cert: By=x\r\n");
        Apply(request, Sidecar with { ForwardClientCert = ForwardClientCertMode.AppendForward });
        Assert.False(request.Headers.Contains(HeaderId.XForwardedClientCert));
    }

    [Theory]
    [InlineData("http://u@h/x", false)]
    [InlineData("http://h/x#f", false)]
    [InlineData("http://h/x", true)]
    [InlineData("text#f", true)]
    public void A_referer_that_tells_too_much_is_removed(string referer, bool kept)
    {
        var request = Request($"referer: {referer}\r\n");
        Apply(request, Sidecar);
        Assert.Equal(kept, request.Headers.Contains(HeaderId.Referer));
    }

    static RequestHead Request(string lines)
    {
        var request = new RequestHead();
        foreach (var line in lines.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            request.Headers.Append(Encoding.ASCII.GetBytes(line.Split(": ")[0]), Encoding.ASCII.GetBytes(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
        return request;
    }

    static StreamInfo Apply(RequestHead request, HttpConnectionManagerConfig config, ConnectionInfo? connection = null)
    {
        var client = new ClientFacts(connection ?? new ConnectionInfo { RemoteIp = "10.0.0.9" }, config.ClientCertDetails);
        var info = new StreamInfo();
        new RequestPreparation(config, new SeededRandom(1)).Apply(request, client, info);
        return info;
    }
}
