using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Envoy.Config.Cluster.V3;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.V1.Auth;
using Lateen.Citadel;
using Lateen.Identity;
using Lateen.Xds;
using Node = Envoy.Config.Core.V3.Node;

namespace Lateen.Cli.Tests.Discovery;

/// <summary>The control plane's servers over real sockets, called by gRPC's own client.</summary>
public sealed class DiscoveryServerTests : IAsyncLifetime
{
    DiscoveryRig rig = null!;

    public async ValueTask InitializeAsync()
    {
        rig = await DiscoveryRig.StartAsync();
        rig.Source.Set(XdsResource.Of("a", new Cluster { Name = "a" }));
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Plaintext_stream_gets_resources_then_changes_and_its_acknowledgement_shows_in_syncz()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(rig.Plain()).DeltaAggregatedResources(cancellationToken: cancellation);
        await call.RequestStream.WriteAsync(new DeltaDiscoveryRequest { Node = DiscoveryRig.Node(DiscoveryRig.Web), TypeUrl = XdsTypes.Cluster }, cancellation);
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        Assert.Equal(["a"], call.ResponseStream.Current.Resources.Select(resource => resource.Name));
        await call.RequestStream.WriteAsync(new DeltaDiscoveryRequest { TypeUrl = XdsTypes.Cluster, ResponseNonce = call.ResponseStream.Current.Nonce }, cancellation);

        rig.Source.Set(XdsResource.Of("b", new Cluster { Name = "b" }));
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        Assert.Equal(["b"], call.ResponseStream.Current.Resources.Select(resource => resource.Name));

        JsonNode entry = JsonNode.Parse(await GetAsync("/debug/syncz"))!.AsArray().Single()!;
        Assert.Equal("web-1.default", (string?)entry["proxy"]);
        Assert.Equal(call.ResponseStream.Current.Nonce, (string?)entry["cluster_sent"]);
        Assert.NotNull(entry["cluster_acked"]);
        Assert.NotEqual((string?)entry["cluster_sent"], (string?)entry["cluster_acked"]);
        Assert.Contains("pilot_xds_pushes{type=\"cds\"} 2", await GetAsync("/metrics"), StringComparison.Ordinal);
        Assert.Contains("envoy.config.cluster.v3.Cluster", await GetAsync("/debug/config_dump?proxyID=web-1.default"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejection_is_counted_and_shown()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(rig.Plain()).StreamAggregatedResources(cancellationToken: cancellation);
        await call.RequestStream.WriteAsync(new DiscoveryRequest { Node = DiscoveryRig.Node(DiscoveryRig.Web), TypeUrl = XdsTypes.Cluster }, cancellation);
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        await call.RequestStream.WriteAsync(
            new DiscoveryRequest { TypeUrl = XdsTypes.Cluster, ResponseNonce = call.ResponseStream.Current.Nonce, ErrorDetail = new() { Code = 13, Message = "no such thing" } }, cancellation);
        // The next push comes only when the rejection has been taken.
        rig.Source.Set(XdsResource.Of("b", new Cluster { Name = "b" }));
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        Assert.Contains("pilot_total_xds_rejects{type=\"cds\"} 1", await GetAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal("no such thing", (string?)JsonNode.Parse(await GetAsync("/debug/syncz"))![0]!["cluster_error"]);
    }

    [Fact]
    public async Task Token_buys_a_certificate_of_its_own_pod_and_the_certificate_opens_the_stream()
    {
        (X509Certificate2 certificate, IReadOnlyList<string> chain) = await rig.SignAsync(rig.Token(DiscoveryRig.Web), 3600);
        Assert.Equal(["spiffe://cluster.local/ns/default/sa/web"], SpiffeNames.Read(certificate));
        Assert.Equal(File.ReadAllText(Path.Combine(rig.State, "root-cert.pem")).Trim(), chain[^1].Trim());
        DiscoveryResponse response = await DiscoveryRig.FetchAsync(rig.Secure(certificate), XdsTypes.Cluster, DiscoveryRig.Node(DiscoveryRig.Web));
        Assert.Single(response.Resources);
    }

    [Fact]
    public async Task Secure_stream_without_credentials_is_refused()
    {
        Status status = await DiscoveryRig.FailureAsync(() => DiscoveryRig.FetchAsync(rig.Secure(), XdsTypes.Cluster, DiscoveryRig.Node(DiscoveryRig.Web)));
        Assert.Equal((StatusCode.Unauthenticated, "authentication failure"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Node_of_another_service_account_is_refused_in_istios_words()
    {
        Node node = DiscoveryRig.Node(DiscoveryRig.Web with { ServiceAccount = "admin" });
        Status status = await DiscoveryRig.FailureAsync(() =>
            DiscoveryRig.FetchAsync(rig.Secure(), XdsTypes.Cluster, node, DiscoveryRig.Bearer(rig.Token(DiscoveryRig.Web))));
        Assert.Equal(StatusCode.PermissionDenied, status.StatusCode);
        Assert.Equal("authorization failed: no identities ([spiffe://cluster.local/ns/default/sa/web]) matched default/admin", status.Detail);
    }

    [Fact]
    public async Task Token_of_another_pod_of_the_same_service_account_is_refused()
    {
        PodIdentity other = DiscoveryRig.Web with { Pod = "web-2" };
        rig.AddPod(other, "10.0.0.2");
        Status status = await DiscoveryRig.FailureAsync(() =>
            DiscoveryRig.FetchAsync(rig.Secure(), XdsTypes.Cluster, DiscoveryRig.Node(DiscoveryRig.Web), DiscoveryRig.Bearer(rig.Token(other))));
        Assert.Equal((StatusCode.PermissionDenied, "authorization failed: the token of pod default/web-2 does not speak for node sidecar~10.0.0.1~web-1.default~default.svc.cluster.local"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Token_presented_from_the_address_of_another_pod_is_refused()
    {
        rig.AddPod(new PodIdentity("default", "thief", "thief-1"), "127.0.0.1");
        Status status = await DiscoveryRig.FailureAsync(() => rig.SignAsync(rig.Token(DiscoveryRig.Web)));
        Assert.Equal((StatusCode.Unauthenticated, "request authenticate failure"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Token_of_a_deleted_pod_or_for_another_service_account_or_audience_is_refused()
    {
        foreach (string token in (string[])[
            rig.Token(DiscoveryRig.Web with { ServiceAccount = "admin" }), rig.Token(DiscoveryRig.Web, "vault"), "garbage"])
            Assert.Equal(StatusCode.Unauthenticated, (await DiscoveryRig.FailureAsync(() => rig.SignAsync(token))).StatusCode);
        string valid = rig.Token(DiscoveryRig.Web);
        await rig.SignAsync(valid);
        rig.RemovePod(DiscoveryRig.Web);
        Assert.Equal(StatusCode.Unauthenticated, (await DiscoveryRig.FailureAsync(() => rig.SignAsync(valid))).StatusCode);
        Assert.Contains("citadel_server_authentication_failure_count 4", await GetAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_of_another_authority_cannot_connect()
    {
        using TempAuthority other = new();
        using X509Certificate2 certificate = other.Issue("spiffe://cluster.local/ns/default/sa/web");
        Status status = await DiscoveryRig.FailureAsync(() => DiscoveryRig.FetchAsync(rig.Secure(certificate), XdsTypes.Cluster, DiscoveryRig.Node(DiscoveryRig.Web)));
        Assert.NotEqual(StatusCode.OK, status.StatusCode);
        Assert.NotEqual("authentication failure", status.Detail);
    }

    [Fact]
    public async Task Certificate_service_is_unknown_on_the_plaintext_port()
    {
        var client = new IstioCertificateService.IstioCertificateServiceClient(rig.Plain());
        Status status = await DiscoveryRig.FailureAsync(async () => await client.CreateCertificateAsync(new IstioCertificateRequest(), DiscoveryRig.Bearer(rig.Token(DiscoveryRig.Web)), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.Unimplemented, status.StatusCode);
    }

    [Fact]
    public async Task Bad_requests_to_the_authority_are_invalid_arguments()
    {
        var client = new IstioCertificateService.IstioCertificateServiceClient(rig.Secure());
        Metadata headers = DiscoveryRig.Bearer(rig.Token(DiscoveryRig.Web));
        Status garbage = await DiscoveryRig.FailureAsync(async () => await client.CreateCertificateAsync(new IstioCertificateRequest { Csr = "x" }, headers, cancellationToken: TestContext.Current.CancellationToken));
        Status tooLong = await DiscoveryRig.FailureAsync(async () => await client.CreateCertificateAsync(new IstioCertificateRequest { Csr = "x", ValidityDuration = long.MaxValue }, headers, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (garbage.StatusCode, tooLong.StatusCode));
        Assert.StartsWith("CSR signing error (requested TTL ", tooLong.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_pages_answer_as_istiod_does()
    {
        using var http = new HttpClient();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using HttpResponseMessage noProxy = await http.GetAsync($"http://{rig.Server.Bound.MonitoringEndPoint}/debug/config_dump", cancellation);
        Assert.Equal(400, (int)noProxy.StatusCode);
        Assert.Equal("You must provide a proxyID in the query string", await noProxy.Content.ReadAsStringAsync(cancellation));
        using HttpResponseMessage unknown = await http.GetAsync($"http://{rig.Server.Bound.HttpEndPoint}/debug/config_dump?proxyID=x.y", cancellation);
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Equal("", await GetAsync("/ready"));
        Assert.Contains("\"syncz\"", await GetAsync("/debug/list"), StringComparison.Ordinal);
    }

    async Task<string> GetAsync(string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://{rig.Server.Bound.HttpEndPoint}{path}"), TestContext.Current.CancellationToken);
    }

    sealed class TempAuthority : IDisposable
    {
        readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-other-ca-");

        public X509Certificate2 Issue(string identity)
        {
            using CaMaterial material = CaFolder.LoadOrCreate(folder.FullName, "cluster.local", TimeProvider.System.GetUtcNow());
            using PrivateKey key = PrivateKey.Generate();
            Assert.True(Core.SpiffeId.TryParse(identity, out Core.SpiffeId id));
            SigningResult result = new CertificateAuthority(material, new CaLimits(), TimeProvider.System).Sign(SigningRequest.Create(key, id), id, TimeSpan.Zero);
            return X509Certificate2.CreateFromPem(result.Chain[0], key.ToPem());
        }

        public void Dispose() => folder.Delete(recursive: true);
    }
}
