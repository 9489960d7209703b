using Lateen.Net;
using Lateen.Net.Tests.Tls;
using Lateen.Net.Tls;
using Lateen.Net.Tls.OpenSsl;
using Lateen.Story.Tests.Rigs;

namespace Lateen.Story.Tests;

/// <summary>A gateway's certificates from Secrets: from YAML through SDS to a client's handshake.</summary>
public sealed class GatewayCertificateTests
{
    const string Host = "shop.example.com";

    static readonly NetAddress Plain = Rigs.Story.Ip("10.0.0.9", 80);
    static readonly NetAddress Secure = Rigs.Story.Ip("10.0.0.9", 443);
    static readonly TestAuthority Public = TestAuthority.Create("public");
    static readonly TestAuthority Customers = TestAuthority.Create("customers");

    [Fact]
    public void Requests_over_TLS_are_answered_with_the_certificate_of_the_Secret()
    {
        using var story = Start(Secret(1));
        var client = Ask(story);

        Assert.Equal(("reviews v1", "01"), (client.Body, client.ServerSerial));
        Assert.Empty(story.Errors);
    }

    [Fact]
    public void An_edited_Secret_is_used_by_new_connections_and_no_request_fails()
    {
        using var story = Start(Secret(1));
        for (byte round = 2; round < 8; round++)
        {
            var before = Enumerable.Range(0, 4).Select(_ => Send(story)).ToList();
            story.Apply(Secret(round));
            var after = Ask(story);

            Assert.All(before, client => Assert.Equal(200, story.Finish(client).Status));
            Assert.Equal((200, $"{round:x2}"), (after.Status, after.ServerSerial));
        }
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused_and_the_former_pair_stays()
    {
        using var story = Start(Secret(1));
        story.Apply(Secret(2, key: Public.IssuePem("", Host).Key));

        Assert.Equal((200, "01"), (Ask(story).Status, Ask(story).ServerSerial));
        Assert.Contains(story.Pods.SelectMany(pod => pod.Wire.Refusals), refusal => refusal.Contains("the private key does not belong to the certificate"));
        story.Apply(Secret(3));
        Assert.Equal((200, "03"), (Ask(story).Status, Ask(story).ServerSerial));
    }

    [Fact]
    public void Without_the_Secret_the_rest_works_and_its_coming_heals_the_port()
    {
        using var story = Start("");

        Assert.Equal(200, story.Finish(StoryClient.Get(Outside(story), Plain, Host)).Status);
        Assert.Equal(0, Ask(story).Status);
        story.Apply(Secret(1));
        Assert.Equal(200, Ask(story).Status);
    }

    [Fact]
    public void A_proxy_that_has_not_proved_who_it_is_gets_no_Secret()
    {
        using var story = Start(Secret(1), isProven: false);

        Assert.Equal(0, Ask(story).Status);
        Assert.DoesNotContain(story.Pods.SelectMany(pod => pod.Wire.Delivered.Keys), key => key.Type == "Secret");
    }

    [Fact]
    public void A_Secret_of_another_namespace_is_not_given_out()
    {
        using var story = Start(Secret(1).Replace("namespace: default", "namespace: other", StringComparison.Ordinal));

        Assert.Equal(0, Ask(story).Status);
    }

    [Theory]
    [InlineData("SIMPLE", false, 200)]
    [InlineData("MUTUAL", false, 0)]
    [InlineData("MUTUAL", true, 200)]
    [InlineData("OPTIONAL_MUTUAL", false, 200)]
    [InlineData("OPTIONAL_MUTUAL", true, 200)]
    public void Clients_prove_themselves_where_the_mode_wants_it(string mode, bool withCertificate, int status)
    {
        using var story = Start(Secret(1), mode);

        Assert.Equal(status, Ask(story, withCertificate ? Customers.Issue("", "alice") : null).Status);
    }

    [Theory]
    [InlineData("MUTUAL")]
    [InlineData("OPTIONAL_MUTUAL")]
    public void A_client_of_another_authority_is_refused(string mode)
    {
        using var story = Start(Secret(1), mode);

        Assert.Equal(0, Ask(story, Public.Issue("", "mallory")).Status);
    }

    [Fact]
    public void A_revoked_client_is_refused_as_soon_as_the_list_says_so()
    {
        using var story = Start(Secret(1, revoked: Customers.Revoke()), "MUTUAL");
        var alice = Customers.Issue("", "alice", serial: [7]);
        Assert.Equal(200, Ask(story, alice).Status);

        story.Apply(Secret(1, revoked: Customers.Revoke([7])));
        Assert.Equal(0, Ask(story, alice).Status);
        Assert.Equal(200, Ask(story, Customers.Issue("", "bob", serial: [8])).Status);
    }

    static StoryClient Ask(Rigs.Story story, TlsIdentity? identity = null) => story.Finish(Send(story, identity));

    static StoryClient Send(Rigs.Story story, TlsIdentity? identity = null)
    {
        var options = new TlsClientOptions { TrustBundlePem = Public.Pem, Identities = identity is null ? [] : [identity] };
        return StoryClient.GetSecurely(Outside(story), Dial(options), Secure, Host);
    }

    static ITlsClient Dial(TlsClientOptions options) => OpenSslEngine.TryLoad(out _)!.CreateClient(options, out var error) ?? throw new InvalidOperationException(error);

    static IEventLoop Outside(Rigs.Story story) => story.Simulation.CreateLoop("outside", Rigs.Story.Ip("10.9.9.9"));

    static Rigs.Story Start(string secret, string mode = "SIMPLE", bool isProven = true)
    {
        var story = new Rigs.Story($"{Rigs.Story.Mesh}\n---\n{Gateway.Replace("SIMPLE", mode, StringComparison.Ordinal)}\n---\n{secret}");
        story.AddPod("reviews", "v1", "10.0.0.2").Serve(9080);
        story.AddGateway("gateway", "10.0.0.9", isProven);
        story.RunUntilReady();
        return story;
    }

    static string Secret(byte serial, string? key = null, string? revoked = null)
    {
        var (chain, ownKey) = Public.IssuePem("", Host, serial: [serial]);
        return $"""
            apiVersion: v1
            kind: Secret
            metadata: {"{name: shop, namespace: default}"}
            type: kubernetes.io/tls
            stringData:
              tls.crt: {Quoted(chain)}
              tls.key: {Quoted(key ?? ownKey)}
              ca.crt: {Quoted(System.Text.Encoding.ASCII.GetString(Customers.Pem))}
              ca.crl: {Quoted(revoked ?? "")}
            """;
    }

    static string Quoted(string pem) => $"\"{pem.ReplaceLineEndings("\\n")}\"";

    const string Gateway = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: shop, namespace: default}
        spec:
          selector: {app: gateway}
          servers:
          - {port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}
          - {port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {mode: SIMPLE, credentialName: shop}}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: shop, namespace: default}
        spec:
          hosts: [shop.example.com]
          gateways: [shop]
          http: [{route: [{destination: {host: reviews, subset: v1}}]}]
        """;
}
