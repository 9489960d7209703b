using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Lateen.Netns.Tests;

/// <summary>A gateway of <c>lateen up</c> that serves HTTPS from a Secret among the manifests, with curl as the client.</summary>
public sealed class GatewayTlsTests
{
    const string Host = "shop.example.com";

    static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public Task Gateway_serves_HTTPS_from_a_Secret_and_follows_its_edits() =>
        ServeAsync("local-https", "the private key does not belong to the certificate");

    [Fact]
    public Task Envoy_as_a_gateway_does_the_same()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "needs ENVOY");
        return ServeAsync("local-https-envoy", "Failed to load private key", "--proxy", envoy!);
    }

    static async Task ServeAsync(string mesh, string refusal, params string[] more)
    {
        await using var lateen = await LateenCommand.OrSkip(mesh, asOrdinaryUser: false);
        using var sample = Manifests.CopyOf("samples/bookinfo");
        sample.Edit("gateway.yaml", "  - name: http2\n    port: 80\n    targetPort: 8080\n", "  - name: http2\n    port: 80\n    targetPort: 8080\n  - name: https\n    port: 443\n    targetPort: 8443\n");
        var running = lateen.StartUp(sample.Path, more);
        await running.Counting;
        sample.Write("shop.yaml", Gateway);

        using var authority = Authority();
        sample.Write("roots.pem", authority.ExportCertificatePem());
        sample.Write("secret.yaml", Secret(authority, 1));
        await lateen.EventuallyRun("the gateway answers over HTTPS", Ask(lateen, sample), IsPage);
        sample.Write("secret.yaml", Secret(authority, 2));
        await lateen.EventuallyRun("the gateway shows the new certificate", Serial(lateen, sample), output => output.Contains("serial=02", StringComparison.Ordinal));
        Assert.True(IsPage((await lateen.Run(Ask(lateen, sample))).Output));

        sample.Write("secret.yaml", Secret(authority, 3, RSA.Create(2048).ExportPkcs8PrivateKeyPem()));
        var log = await lateen.EventuallyRun("the refused key is told", ["logs", "--mesh", lateen.Mesh, "discovery"], output => output.Contains(refusal, StringComparison.Ordinal));
        Assert.DoesNotContain("PRIVATE KEY-----", log);
        Assert.Contains("serial=02", (await lateen.Run(Serial(lateen, sample))).Output);
        await lateen.End(running);
    }

    static string[] Ask(LateenCommand lateen, Manifests sample) => Inside(lateen, "curl", "-s", "--cacert", sample.PathOf("roots.pem"), "--connect-to", $"{Host}:443:istio-ingressgateway.istio-system:443", $"https://{Host}/details/0");

    static string[] Serial(LateenCommand lateen, Manifests sample) => Inside(
        lateen, "sh", "-c", $"openssl s_client -connect istio-ingressgateway.istio-system:443 -servername {Host} -CAfile {sample.PathOf("roots.pem")} </dev/null 2>&1 | openssl x509 -noout -serial");

    static string[] Inside(LateenCommand lateen, params string[] command) => ["exec", "--mesh", lateen.Mesh, "details-v1-0", "--", .. command];

    static bool IsPage(string output)
    {
        try
        {
            using var page = JsonDocument.Parse(output);
            return page.RootElement.TryGetProperty("author", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static X509Certificate2 Authority()
    {
        var request = new CertificateRequest("CN=shop authority", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, Until);
    }

    static string Secret(X509Certificate2 authority, byte serial, string? otherKey = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, From.AddDays(1), Until.AddDays(-1), [serial]);
        return $"""
            apiVersion: v1
            kind: Secret
            metadata: {"{name: shop, namespace: istio-system}"}
            type: kubernetes.io/tls
            stringData:
              tls.crt: "{signed.ExportCertificatePem().ReplaceLineEndings("\\n")}"
              tls.key: "{(otherKey ?? key.ExportPkcs8PrivateKeyPem()).ReplaceLineEndings("\\n")}"
            """;
    }

    const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: shop}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - {port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {mode: SIMPLE, credentialName: shop}}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: shop}
        spec:
          hosts: [shop.example.com]
          gateways: [shop]
          http: [{route: [{destination: {host: details, port: {number: 9080}}}]}]
        """;
}
