using System.Diagnostics;
using System.Text;
using Lateen.Net.Tests.Loops;
using Lateen.Net.Tls;

namespace Lateen.Net.Tests.Tls;

/// <summary>The openssl program as independent judge, on both sides.</summary>
public sealed class OpenSslPeerTests : IDisposable
{
    const string Uri = "spiffe://cluster.local/ns/default/sa/test";

    static readonly TestAuthority Root = TestAuthority.Create("root");

    readonly List<Process> started = [];
    readonly string directory = Directory.CreateTempSubdirectory("lateen-tls-").FullName;

    public OpenSslPeerTests()
    {
        var (chain, key) = Root.IssuePem(Uri, dns: "localhost");
        File.WriteAllText(PathOf("cert.pem"), chain);
        File.WriteAllText(PathOf("key.pem"), key);
        File.WriteAllBytes(PathOf("root.pem"), Root.Pem);
    }

    public void Dispose()
    {
        foreach (var process in started)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("-tls1_3", "TLSv1.3")]
    [InlineData("-tls1_2", "TLSv1.2")]
    public void Our_server_serves_s_client(string version, string expected)
    {
        using var rig = new EpollRig();
        var server = new Recorder();
        var listener = Serve(rig, server);
        server.WhenReceived = bytes =>
        {
            server.Connection.Write(bytes);
            server.Connection.Close();
            return bytes.Length;
        };
        var client = Start($"s_client -connect {listener.LocalAddress} {version} -servername Test.Example -alpn foo,h2 -cert cert.pem -key key.pem -CAfile root.pem -verify_return_error -ign_eof");
        client.StandardInput.WriteLine("hello from s_client");
        client.StandardInput.Flush();
        var output = RunToEnd(rig, client);
        Assert.Contains("hello from s_client", output, StringComparison.Ordinal);
        Assert.Contains("Verification: OK", output, StringComparison.Ordinal);
        Assert.Contains("ALPN protocol: h2", output, StringComparison.Ordinal);
        Assert.Contains("closed", output, StringComparison.Ordinal);
        var session = server.Connection.Tls!;
        Assert.Equal(expected, session.Version);
        Assert.Equal("test.example", session.ServerName);
        Assert.Equal([Uri], session.Peer!.UriSans);
        Assert.Equal(["localhost"], session.Peer.DnsSans);
    }

    [Fact]
    public void Our_server_refuses_s_client_without_a_certificate()
    {
        using var rig = new EpollRig();
        var server = new Recorder();
        var listener = Serve(rig, server);
        var client = Start($"s_client -connect {listener.LocalAddress} -CAfile root.pem -ign_eof");
        var output = RunToEnd(rig, client);
        Assert.Contains("certificate required", output, StringComparison.Ordinal);
        rig.RunUntil(() => server.Closed is not null);
        Assert.Equal(["closed"], server.Events);
    }

    [Fact]
    public void S_client_resumes_with_our_ticket()
    {
        using var rig = new EpollRig();
        var handlers = new List<Recorder>();
        var tls = Server();
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(c =>
        {
            var handler = new Recorder();
            handler.WhenReadClosed = () => handler.Connection.Close();
            handlers.Add(handler);
            return (IConnectionHandler)tls.Accept(c, handler);
        }), out _)!;
        var common = $"s_client -connect {listener.LocalAddress} -cert cert.pem -key key.pem -CAfile root.pem";
        for (var i = 0; i < 2; i++)
        {
            var client = Start(common + (i == 0 ? " -sess_out session.pem" : " -sess_in session.pem"));
            // The ticket comes behind the handshake; the end of input must come behind the ticket.
            rig.RunUntil(() => handlers.Count > i && handlers[i].IsConnected);
            handlers[i].Connection.Write("ticket sent\n"u8);
            var output = RunToEnd(rig, client, closeInputWhen: "ticket sent");
            Assert.Contains(i == 0 ? "New, TLSv1.3" : "Reused, TLSv1.3", output, StringComparison.Ordinal);
        }

        Assert.True(handlers[1].Connection.Tls!.IsResumed);
        Assert.Equal([Uri], handlers[1].Connection.Tls!.Peer!.UriSans);
    }

    [Theory]
    [InlineData("-tls1_3", "TLSv1.3")]
    [InlineData("-tls1_2", "TLSv1.2")]
    public void Our_client_talks_to_s_server(string version, string expected)
    {
        using var rig = new EpollRig();
        var server = Start($"s_server -accept 127.0.0.1:0 {version} -rev -alpn h2 -cert cert.pem -key key.pem -CAfile root.pem -Verify 2 -verify_return_error -naccept 1");
        var address = ReadAddress(server);
        var client = new Recorder();
        using var tls = Client();
        tls.Connect(rig.Loop, new ConnectOptions(address), default, client);
        rig.RunUntil(() => client.IsConnected || client.Closed is not null);
        Assert.True(client.IsConnected, client.Closed?.ToString());
        Assert.Equal(expected, client.Connection.Tls!.Version);
        Assert.Equal("h2", client.Connection.Tls.Alpn);
        Assert.Equal([Uri], client.Connection.Tls.Peer!.UriSans);
        client.Connection.Write("abcdef\n"u8);
        rig.RunUntil(() => client.ReceivedCount >= 7);
        Assert.Equal("fedcba\n", client.Text);
        client.Connection.Close();
        rig.RunUntil(() => client.Closed is not null);
    }

    [Fact]
    public void Our_client_refuses_s_server_with_another_name()
    {
        using var rig = new EpollRig();
        var server = Start("s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -CAfile root.pem -naccept 1");
        var address = ReadAddress(server);
        var client = new Recorder();
        using var tls = Client(static c => c.UriSans.Contains("spiffe://cluster.local/ns/default/sa/else"));
        tls.Connect(rig.Loop, new ConnectOptions(address), default, client);
        rig.RunUntil(() => client.Closed is not null);
        Assert.Contains("verify SAN list", client.Closed!.Value.Detail, StringComparison.Ordinal);
    }

    ITlsServer Server() => TlsPair.Serve(new TlsServerOptions
    {
        Identities = [Identity()],
        TrustBundlePem = Root.Pem,
        RequireClientCertificate = true,
        AlpnProtocols = ["h2", "http/1.1"],
        TicketKeys = new TlsTicketKeys(),
    });

    ITlsClient Client(Func<CertificateSummary, bool>? names = null) => TlsPair.Dial(new TlsClientOptions
    {
        Identities = [Identity()],
        TrustBundlePem = Root.Pem,
        AlpnProtocols = ["h2"],
        PeerNames = names,
    });

    TlsIdentity Identity() => new(File.ReadAllBytes(PathOf("cert.pem")), File.ReadAllBytes(PathOf("key.pem")));

    IListener Serve(EpollRig rig, Recorder handler)
    {
        var tls = Server();
        return rig.Loop.Listen(
            new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(c => (IConnectionHandler)tls.Accept(c, handler)), out _)!;
    }

    string PathOf(string name) => Path.Combine(directory, name);

    Process Start(string arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        started.Add(process);
        return process;
    }

    static NetAddress ReadAddress(Process server)
    {
        string? line;
        do
            line = server.StandardOutput.ReadLine();
        while (line?.StartsWith("ACCEPT ", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
        Assert.True(NetAddress.TryParse(line["ACCEPT ".Length..].Trim(), out var address), line);
        return address;
    }

    static string RunToEnd(EpollRig rig, Process process, string? closeInputWhen = null)
    {
        var output = new StringBuilder();
        void Add(string? line)
        {
            lock (output)
                output.AppendLine(line);
            if (closeInputWhen is not null && line?.Contains(closeInputWhen, StringComparison.Ordinal) == true)
                process.StandardInput.Close();
        }

        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        rig.RunUntil(() => process.HasExited);
        process.WaitForExit();
        return output.ToString();
    }
}
