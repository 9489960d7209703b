using Lateen.Net.Tls;

namespace Lateen.Net.Tests.Tls;

public sealed class TlsHandshakeTests
{
    const string Reviews = "spiffe://cluster.local/ns/default/sa/reviews";
    const string Product = "spiffe://cluster.local/ns/default/sa/productpage";

    static readonly TestAuthority Root = TestAuthority.Create("root");
    static readonly TestAuthority OtherRoot = TestAuthority.Create("other root");
    static readonly TlsIdentity ServerIdentity = Root.Issue(Reviews);
    static readonly TlsIdentity ClientIdentity = Root.Issue(Product, subject: "CN=client,O=Example Org", serial: [0, 0xab, 0xcd]);

    [Fact]
    public void Both_ends_learn_what_was_agreed()
    {
        using var pair = new TlsPair();
        pair.Handshake(
            TlsPair.Serve(Server(alpn: ["h2", "http/1.1"])), TlsPair.Dial(Client(alpn: ["istio", "http/1.1", "h2"], serverName: "Reviews.Default.svc")));
        Assert.Equal("TLSv1.3", pair.ServerSession.Version);
        Assert.Equal("TLS_AES_128_GCM_SHA256", pair.ServerSession.CipherSuite);
        Assert.Equal("h2", pair.ServerSession.Alpn);
        Assert.Equal("h2", pair.ClientSession.Alpn);
        Assert.Equal("reviews.default.svc", pair.ServerSession.ServerName);
        Assert.False(pair.ServerSession.IsResumed);
        Assert.True(pair.ServerSession.IsPeerVerified);
        Assert.True(pair.ClientSession.IsPeerVerified);
        Assert.Equal([Reviews], pair.ClientSession.Peer!.UriSans);
        Assert.Equal([Reviews], pair.ServerSession.Local!.UriSans);
        Assert.Equal([Product], pair.ClientSession.Local!.UriSans);
    }

    [Fact]
    public void The_peer_certificate_is_described_for_policies()
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(Client()));
        var peer = pair.ServerSession.Peer!;
        using var reference = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(ClientIdentity.CertificateChainPem.Span));
        Assert.Equal("CN=client,O=Example Org", peer.Subject);
        Assert.Equal("CN=root", peer.Issuer);
        Assert.Equal("abcd", peer.SerialNumber);
        Assert.Equal([Product], peer.UriSans);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(reference.RawData)), peer.Sha256);
        Assert.Equal(reference.ExportCertificatePem() + "\n", peer.Pem);
        Assert.Equal(new DateTimeOffset(reference.NotAfter).ToUnixTimeSeconds() * 1_000_000_000, peer.NotAfter);
    }

    [Theory]
    [InlineData(TlsProtocolVersion.Tls12, "TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256")]
    [InlineData(TlsProtocolVersion.Tls13, "TLSv1.3", "TLS_AES_128_GCM_SHA256")]
    public void The_version_is_the_highest_that_both_allow(TlsProtocolVersion max, string version, string cipher)
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(Client(max: max)));
        Assert.Equal(version, pair.ServerSession.Version);
        Assert.Equal(cipher, pair.ServerSession.CipherSuite);
        Assert.Equal([Product], pair.ServerSession.Peer!.UriSans);
    }

    [Fact]
    public void Without_a_common_protocol_the_connection_stands_without_one()
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server(alpn: ["h2"])), TlsPair.Dial(Client(alpn: ["istio"])));
        Assert.Equal("", pair.ServerSession.Alpn);
        Assert.True(pair.Client.IsConnected);
    }

    [Fact]
    public void A_connection_may_replace_server_name_and_protocols()
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server(alpn: ["istio-http/1.1"])), TlsPair.Dial(Client(alpn: ["h2"], serverName: "a")), "b.example", ["istio-http/1.1", "http/1.1"]);
        Assert.Equal("b.example", pair.ServerSession.ServerName);
        Assert.Equal("istio-http/1.1", pair.ServerSession.Alpn);
    }

    [Fact]
    public void A_chain_with_an_intermediate_is_verified_and_shown()
    {
        using var pair = new TlsPair();
        var identity = Root.CreateIntermediate("intermediate").Issue(Product);
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(Client(identity: identity)));
        Assert.Equal(2, pair.ServerSession.Peer!.PemChain.Split("BEGIN CERTIFICATE").Length - 1);
        Assert.Equal("CN=intermediate", pair.ServerSession.Peer.Issuer);
    }

    [Fact]
    public void An_intermediate_in_the_bundle_is_an_anchor()
    {
        using var pair = new TlsPair();
        var intermediate = Root.CreateIntermediate("intermediate");
        pair.Handshake(TlsPair.Serve(Server(trust: intermediate.Pem)), TlsPair.Dial(Client(identity: intermediate.Issue(Product))));
        Assert.True(pair.ServerSession.IsPeerVerified);
    }

    [Fact]
    public void A_server_of_another_root_is_refused()
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(Client(trust: OtherRoot.Pem)));
        Assert.Equal(CloseKind.TlsError, pair.Client.Closed!.Value.Kind);
        Assert.Contains("CERTIFICATE_VERIFY_FAILED", pair.Client.Closed.Value.Detail, StringComparison.Ordinal);
        Assert.Contains("verify cert failed: X509_verify_cert: certificate verification error at depth 0: unable to get", pair.Client.Closed.Value.Detail, StringComparison.Ordinal);
        pair.RunUntil(() => pair.Server.Closed is not null);
        Assert.Equal(CloseKind.TlsError, pair.Server.Closed!.Value.Kind);
        Assert.Contains("UNKNOWN_CA", pair.Server.Closed.Value.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("connected", pair.Client.Events);
    }

    [Theory]
    [InlineData("certificate", true)]
    [InlineData("key", true)]
    [InlineData("either", true)]
    [InlineData("neither", false)]
    public void A_pinned_peer_is_one_of_the_pins(string pinned, bool passes)
    {
        using var reference = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(ClientIdentity.CertificateChainPem.Span));
        var certificate = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(reference.RawData));
        var key = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(reference.PublicKey.ExportSubjectPublicKeyInfo()));
        using var pair = new TlsPair();
        pair.Handshake(
            TlsPair.Serve(new TlsServerOptions
            {
                Identities = [ServerIdentity], TrustBundlePem = Root.Pem, RequireClientCertificate = true,
                PinnedCertificates = pinned == "certificate" ? [certificate] : pinned == "key" ? [] : [new string('0', 64)],
                PinnedKeys = pinned is "key" or "either" ? [key] : [],
            }),
            TlsPair.Dial(Client()));
        Assert.Equal(passes, pair.Server.IsConnected);
        if (!passes)
            Assert.Contains("verify cert failed: cert hash and spki", pair.Server.Closed!.Value.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Pins_are_checked_without_trust_anchors_too()
    {
        using var pair = new TlsPair();
        pair.Handshake(
            TlsPair.Serve(new TlsServerOptions { Identities = [ServerIdentity], PinnedCertificates = [new string('0', 64)] }), TlsPair.Dial(Client()));
        Assert.False(pair.Server.IsConnected);
    }

    [Fact]
    public void A_revocation_list_that_is_none_is_refused_with_a_sentence()
    {
        Assert.Null(TlsRig.Engine.CreateServer(new TlsServerOptions { TrustBundlePem = Root.Pem, RevokedPems = ["nothing"u8.ToArray()] }, out var error));
        Assert.Equal("the revocation list holds no PEM X509 CRL", error);
    }

    [Fact]
    public void A_client_of_another_root_is_refused()
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(Client(identity: OtherRoot.Issue(Product))));
        pair.RunUntil(() => pair.Client.Closed is not null);
        Assert.Contains("CERTIFICATE_VERIFY_FAILED", pair.Server.Closed!.Value.Detail, StringComparison.Ordinal);
        Assert.Equal(CloseKind.TlsError, pair.Client.Closed!.Value.Kind);
        Assert.DoesNotContain("connected", pair.Server.Events);
    }

    [Fact]
    public void A_client_without_a_certificate_is_refused_where_one_is_required()
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(new TlsClientOptions { TrustBundlePem = Root.Pem }));
        Assert.Contains("PEER_DID_NOT_RETURN_A_CERTIFICATE", pair.Server.Closed!.Value.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_without_a_certificate_passes_where_none_is_required()
    {
        using var pair = new TlsPair();
        var server = TlsPair.Serve(new TlsServerOptions { Identities = [ServerIdentity], TrustBundlePem = Root.Pem });
        pair.Handshake(server, TlsPair.Dial(new TlsClientOptions { TrustBundlePem = Root.Pem }));
        Assert.Null(pair.ServerSession.Peer);
        Assert.False(pair.ServerSession.IsPeerVerified);
    }

    [Fact]
    public void A_server_with_an_unexpected_name_is_refused()
    {
        using var pair = new TlsPair();
        var client = new TlsClientOptions { Identities = [ClientIdentity], TrustBundlePem = Root.Pem, PeerNames = static c => c.UriSans.Contains("spiffe://else") };
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(client));
        Assert.Contains("verify cert failed: verify SAN list", pair.Client.Closed!.Value.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_certificate_is_refused_even_when_it_passed_before()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var pair = new TlsPair(now: now);
        var server = TlsPair.Serve(Server());
        var client = TlsPair.Dial(Client(identity: Root.Issue(Product, until: now.AddMinutes(10)), maxSessions: 0));
        pair.Handshake(server, client);
        Assert.True(pair.Server.IsConnected);
        pair.EndConnection();
        pair.Pass(TimeSpan.FromMinutes(11));
        pair.Handshake(server, client);
        Assert.Contains("certificate has expired", pair.Server.Closed!.Value.Detail, StringComparison.Ordinal);
    }

    // ---- resumption ----

    [Fact]
    public void A_second_connection_resumes_and_still_knows_its_peer()
    {
        using var pair = new TlsPair();
        var (server, client) = (TlsPair.Serve(Server(tickets: new TlsTicketKeys())), TlsPair.Dial(Client()));
        Resume(pair, server, client);
        Assert.True(pair.ServerSession.IsResumed);
        Assert.True(pair.ClientSession.IsResumed);
        Assert.Equal([Product], pair.ServerSession.Peer!.UriSans);
        Assert.Equal([Reviews], pair.ClientSession.Peer!.UriSans);
        Assert.True(pair.ServerSession.IsPeerVerified);
    }

    [Fact]
    public void A_ticket_opens_on_another_worker_with_the_same_keys()
    {
        using var pair = new TlsPair();
        var keys = new TlsTicketKeys();
        Resume(pair, TlsPair.Serve(Server(tickets: keys)), TlsPair.Dial(Client()), second: TlsPair.Serve(Server(tickets: keys)));
        Assert.True(pair.ServerSession.IsResumed);
    }

    [Fact]
    public void A_ticket_does_not_outlive_a_change_of_the_trust_bundle()
    {
        using var pair = new TlsPair();
        var keys = new TlsTicketKeys();
        var rotated = TlsPair.Serve(Server(tickets: keys, trust: OtherRoot.Pem));
        Resume(pair, TlsPair.Serve(Server(tickets: keys)), TlsPair.Dial(Client()), second: rotated);
        Assert.DoesNotContain("connected", pair.Server.Events);
        Assert.Contains("CERTIFICATE_VERIFY_FAILED", pair.Server.Closed!.Value.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_does_not_outlive_a_change_of_the_expected_names()
    {
        using var pair = new TlsPair();
        var keys = new TlsTicketKeys();
        var rotated = TlsPair.Serve(Server(tickets: keys, names: static c => false));
        Resume(pair, TlsPair.Serve(Server(tickets: keys)), TlsPair.Dial(Client()), second: rotated);
        Assert.Contains("verify SAN list", pair.Server.Closed!.Value.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_does_not_outlive_the_certificate()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var pair = new TlsPair(now: now);
        var server = TlsPair.Serve(Server(tickets: new TlsTicketKeys()));
        var client = TlsPair.Dial(Client(identity: Root.Issue(Product, until: now.AddMinutes(10))));
        pair.Handshake(server, client);
        pair.Settle();
        pair.EndConnection();
        pair.Pass(TimeSpan.FromMinutes(11));
        pair.Handshake(server, client);
        Assert.DoesNotContain("connected", pair.Server.Events);
    }

    [Fact]
    public void Without_ticket_keys_nothing_is_resumed()
    {
        using var pair = new TlsPair();
        Resume(pair, TlsPair.Serve(Server()), TlsPair.Dial(Client()));
        Assert.False(pair.ServerSession.IsResumed);
    }

    [Fact]
    public void A_disposed_context_leaves_its_connections_alone()
    {
        using var pair = new TlsPair();
        var (server, client) = (TlsPair.Serve(Server(tickets: new TlsTicketKeys())), TlsPair.Dial(Client()));
        pair.Handshake(server, client);
        server.Dispose();
        client.Dispose();
        pair.Client.Connection.Write("still"u8);
        pair.RunUntil(() => pair.Server.Text == "still");
        pair.EndConnection();
    }

    // ---- ends ----

    [Fact]
    public void Plaintext_to_a_TLS_server_is_refused()
    {
        using var rig = new Loops.EpollRig();
        var handler = new Loops.Recorder();
        var server = TlsPair.Serve(Server());
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Loops.Acceptor(c => (IConnectionHandler)server.Accept(c, handler)), out _)!;
        var client = new Loops.Recorder();
        var connection = rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client);
        connection.Write("GET / HTTP/1.1\r\nhost: a\r\n\r\n"u8);
        rig.RunUntil(() => handler.Closed is not null || client.ReadClosed);
        client.Connection?.Close();
        rig.RunUntil(() => handler.Closed is not null);
        Assert.Equal(CloseKind.TlsError, handler.Closed!.Value.Kind);
        Assert.Contains("HTTP_REQUEST", handler.Closed.Value.Detail, StringComparison.Ordinal);
        Assert.Equal(["closed"], handler.Events);
    }

    [Fact]
    public void An_end_without_close_notify_is_a_reset_not_an_end()
    {
        using var pair = new TlsPair();
        pair.Handshake(TlsPair.Serve(Server()), TlsPair.Dial(Client()));
        pair.Client.Connection.Write("half of it"u8);
        pair.RunUntil(() => pair.Server.Text == "half of it");
        pair.Client.Connection.Abort();
        pair.RunUntil(() => pair.Server.Closed is not null);
        Assert.False(pair.Server.ReadClosed);
        Assert.Equal(CloseKind.PeerReset, pair.Server.Closed!.Value.Kind);
    }

    [Fact]
    public void Records_allocate_nothing_in_steady_state()
    {
        using var rig = new Loops.EpollRig();
        var pingPong = new Loops.PingPong();
        var server = TlsPair.Serve(Server());
        var listener = rig.Loop.Listen(
            new ListenOptions { Address = NetAddress.Loopback(0) }, new Loops.Acceptor(c => (IConnectionHandler)server.Accept(c, new Loops.Echo())), out _)!;
        TlsPair.Dial(Client()).Connect(rig.Loop, new ConnectOptions(listener.LocalAddress), default, pingPong);
        rig.RunUntil(() => pingPong.Rounds >= 2000);
        var start = pingPong.Rounds;
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (pingPong.Rounds < start + 5000)
            rig.Epoll.RunOnce(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // ---- configuration ----

    [Fact]
    public void Options_that_cannot_be_honoured_get_a_sentence()
    {
        var other = Root.Issue(Product);
        Assert.Equal("the private key does not belong to the certificate", Error(new TlsServerOptions { Identities = [new TlsIdentity(other.CertificateChainPem, Key(Root.IssuePem(Product).Key))] }));
        Assert.Equal("the certificate chain holds no PEM certificate", Error(new TlsServerOptions { Identities = [new TlsIdentity("nothing"u8.ToArray(), "nothing"u8.ToArray())] }));
        Assert.StartsWith("the private key cannot be read: ", Error(new TlsServerOptions { Identities = [new TlsIdentity(other.CertificateChainPem, "nothing"u8.ToArray())] }), StringComparison.Ordinal);
        Assert.StartsWith("the trust bundle is broken: ", Error(new TlsServerOptions { TrustBundlePem = Root.Pem.AsMemory(0, 200) }), StringComparison.Ordinal);
        Assert.Equal("the trust bundle holds no PEM certificate", Error(new TlsServerOptions { TrustBundlePem = new byte[5] }));
        Assert.Equal("unknown cipher suite NO-SUCH", Error(new TlsServerOptions { CipherSuites = ["ECDHE-ECDSA-AES128-GCM-SHA256", "NO-SUCH"] }));
        Assert.Equal("unknown curve in X25519:P-1", Error(new TlsServerOptions { Curves = ["X25519", "P-1"] }));
        Assert.Equal("an ALPN protocol must have 1 to 255 characters", Error(new TlsServerOptions { AlpnProtocols = [""] }));
        Assert.Equal("the minimum TLS version is above the maximum", Error(new TlsServerOptions { MinVersion = TlsProtocolVersion.Tls13, MaxVersion = TlsProtocolVersion.Tls12 }));
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        Assert.Equal("TLS identity", ServerIdentity.ToString());
        Assert.Equal("TLS ticket keys", new TlsTicketKeys().ToString());
    }

    static byte[] Key(string pem) => System.Text.Encoding.ASCII.GetBytes(pem);

    static string? Error(TlsServerOptions options)
    {
        Assert.Null(TlsRig.Engine.CreateServer(options, out var error));
        return error;
    }

    static void Resume(TlsPair pair, ITlsServer server, ITlsClient client, ITlsServer? second = null)
    {
        pair.Handshake(server, client);
        pair.Settle();
        pair.EndConnection();
        pair.Handshake(second ?? server, client);
    }

    static TlsServerOptions Server(
        string[]? alpn = null, byte[]? trust = null, TlsTicketKeys? tickets = null, Func<CertificateSummary, bool>? names = null) => new()
    {
        Identities = [ServerIdentity],
        TrustBundlePem = trust ?? Root.Pem,
        RequireClientCertificate = true,
        AlpnProtocols = [.. alpn ?? []],
        TicketKeys = tickets,
        PeerNames = names,
    };

    static TlsClientOptions Client(
        string[]? alpn = null, string serverName = "", byte[]? trust = null, TlsIdentity? identity = null, TlsProtocolVersion max = TlsProtocolVersion.Tls13, int maxSessions = 4) => new()
    {
        Identities = [identity ?? ClientIdentity],
        TrustBundlePem = trust ?? Root.Pem,
        AlpnProtocols = [.. alpn ?? []],
        ServerName = serverName,
        MaxVersion = max,
        MaxSessions = maxSessions,
    };
}
