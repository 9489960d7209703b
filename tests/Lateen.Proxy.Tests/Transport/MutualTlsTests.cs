using System.Text;
using Lateen.Net;
using Lateen.Net.Tests.Tls;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Tests.Runtime;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Tests.Transport;

/// <summary>Client, proxy, mTLS, the same proxy as the other side's sidecar, server: both transports in one process.</summary>
public sealed class MutualTlsTests
{
    const string Reviews = "spiffe://cluster.local/ns/default/sa/reviews";
    const string Productpage = "spiffe://cluster.local/ns/default/sa/productpage";

    static readonly NetAddress Inbound = NetAddress.Loopback(15006);

    readonly TestAuthority authority = TestAuthority.Create("mesh");

    [Fact]
    public void Identities_are_checked_and_known_on_both_sides()
    {
        using var rig = CreateMesh();
        Deliver(rig, Productpage, Reviews);
        var client = rig.Connect();
        client.Say("hello");
        rig.RunUntil(() => rig.Accepted is [{ Heard: "hello" }]);
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => rig.Log.Count == 2);

        var inbound = rig.LogDetails.Single(entry => entry.Connection.IsTls).Connection;
        Assert.Equal([Productpage], inbound.PeerUriSans);
        Assert.Equal([Reviews], inbound.LocalUriSans);
        Assert.True(inbound.IsMutualTls);
        var outbound = rig.LogDetails.Single(entry => !entry.Connection.IsTls).UpstreamTls!;
        Assert.Equal([Reviews], outbound.Peer!.UriSans);
        Assert.Equal("outbound_.80_._.reviews", outbound.ServerName);
    }

    [Fact]
    public void Server_with_another_identity_than_expected_is_refused()
    {
        using var rig = CreateMesh();
        Deliver(rig, Productpage, "spiffe://cluster.local/ns/default/sa/ratings");
        var client = rig.Connect();
        rig.RunUntil(() => client.SawEnd && rig.Limit.Count == 0);

        Assert.Contains("UF,URX - mtls", rig.Log);
        Assert.Contains(rig.LogDetails, entry => entry.Failure?.Contains("CERTIFICATE_VERIFY_FAILED", StringComparison.Ordinal) == true);
        Assert.Empty(rig.Accepted);
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Client_of_another_trust_domain_is_refused()
    {
        using var rig = CreateMesh();
        Deliver(rig, "spiffe://elsewhere/ns/default/sa/productpage", Reviews);
        var client = rig.Connect();
        rig.RunUntil(() => client.SawEnd && rig.Limit.Count == 0);

        Assert.Empty(rig.Accepted);
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Plaintext_to_a_strict_port_is_refused()
    {
        using var rig = CreateMesh();
        Deliver(rig, Productpage, Reviews);
        var client = rig.Connect(Inbound);
        client.Say("GET / HTTP/1.1\r\n\r\n");
        rig.RunUntil(() => (client.SawEnd || client.Closed is not null) && rig.Limit.Count == 0);

        Assert.Empty(rig.Accepted);
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Until_the_secret_comes_connections_fail_with_that_reason_and_then_work()
    {
        using var rig = CreateMesh();
        var early = rig.Connect();
        rig.RunUntil(() => early.SawEnd && rig.Limit.Count == 0);
        Assert.Contains(rig.LogDetails, entry => entry.Failure == "TLS_error:Secret is not supplied by SDS");

        Deliver(rig, Productpage, Reviews);
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(1));
        var late = rig.Connect();
        rig.RunUntil(() => rig.Accepted.Count == 1);
        Assert.False(late.SawEnd);
    }

    [Fact]
    public void Rotation_changes_new_connections_and_leaves_the_others_alone()
    {
        using var rig = CreateMesh();
        Deliver(rig, Productpage, Reviews);
        var old = rig.Connect();
        rig.RunUntil(() => rig.Accepted.Count == 1);

        Deliver(rig, "spiffe://cluster.local/ns/default/sa/second", Reviews);
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(1));
        var next = rig.Connect();
        rig.RunUntil(() => rig.Accepted.Count == 2);
        old.Say("undisturbed");
        rig.RunUntil(() => rig.Accepted[0].Heard == "undisturbed");
        next.Connection.ShutdownWrite();
        rig.RunUntil(() => rig.Log.Count == 2);

        Assert.Contains(rig.LogDetails, entry => entry.Connection.PeerUriSans is ["spiffe://cluster.local/ns/default/sa/second"]);
    }

    static ProxyRig CreateMesh()
    {
        var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("app", ProxyRig.Server(1));
        rig.SetCluster(
            new ClusterConfig
            {
                Name = "mtls",
                Discovery = new ClusterDiscovery.Eds("mtls"),
                TransportSocket = new UpstreamTlsConfig
                {
                    ServerName = "outbound_.80_._.reviews",
                    Common = Common("client", SanMatcherOf(StringMatcher.Exact(Reviews)), "istio-peer-exchange", "istio"),
                },
            },
            Inbound);
        rig.SetListener(rig.TcpListener("outbound", ProxyRig.Entry, rig.TcpChain("mtls")));
        rig.SetListener(rig.TcpListener("inbound", Inbound, rig.TcpChain("app") with
        {
            TransportSocket = new DownstreamTlsConfig
            {
                RequireClientCertificate = true,
                Common = Common("server", SanMatcherOf(StringMatcher.Prefix("spiffe://cluster.local/")), "h2", "http/1.1"),
            },
        }));
        rig.Runtime.Start();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(1));
        return rig;
    }

    static TlsConfig Common(string certificate, SanMatcher names, params string[] alpn) => new()
    {
        Certificates = [new SecretSource.Sds(certificate)],
        TrustedCa = new SecretSource.Sds("ROOTCA"),
        SubjectAltNames = [names],
        AlpnProtocols = [.. alpn],
    };

    static SanMatcher SanMatcherOf(StringMatcher matcher) => new(SanType.Uri, matcher);

    void Deliver(ProxyRig rig, string client, string server)
    {
        rig.Runtime.SetSecret(new SecretValue.TrustBundle("ROOTCA", authority.Pem));
        rig.Runtime.SetSecret(Certificate("client", client));
        rig.Runtime.SetSecret(Certificate("server", server));
    }

    SecretValue.Certificate Certificate(string name, string identity)
    {
        var (chain, key) = authority.IssuePem(identity);
        return new SecretValue.Certificate(name, Encoding.ASCII.GetBytes(chain), Encoding.ASCII.GetBytes(key));
    }
}
