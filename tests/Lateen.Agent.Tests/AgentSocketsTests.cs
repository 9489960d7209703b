using System.Collections.Concurrent;
using System.Net.Sockets;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Service.Discovery.V3;
using Envoy.Service.Secret.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Lateen.Agent.Certificates;
using Lateen.Agent.Options;
using Lateen.Agent.Sockets;

namespace Lateen.Agent.Tests;

/// <summary>The agent's sockets, asked as Envoy asks them, with a CA and a discovery server behind.</summary>
public sealed class AgentSocketsTests : IAsyncLifetime
{
    const string SecretType = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

    readonly string folder = Directory.CreateTempSubdirectory("agent").FullName;
    readonly ConcurrentQueue<string> log = new();
    readonly SteppedTime time = new();
    FakeControlPlane plane = null!;
    AgentOptions options = null!;
    CertificateSource certificates = null!;
    AgentSockets sockets = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        plane = await FakeControlPlane.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "the-token\n", Cancelled);
        await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), plane.RootPem, Cancelled);
        options = AgentCommandLine.Read(
        [
            "sidecar", "--discovery-address", plane.Address, "--token-file", Path.Combine(folder, "token"),
            "--root-cert", Path.Combine(folder, "root.pem"), "--state-dir", Path.Combine(folder, "state"),
        ], PodEnvironment.Reviews());
        certificates = new CertificateSource(options, time, new Random(1), log.Enqueue);
        certificates.Start();
        sockets = await AgentSockets.OpenAsync(options, certificates, time, log.Enqueue, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await sockets.DisposeAsync();
        await certificates.DisposeAsync();
        await plane.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task SDS_gives_the_certificate_and_the_roots_each_alone()
    {
        using var channel = Open(AgentSockets.SecretSocket(options));
        using var call = new SecretDiscoveryService.SecretDiscoveryServiceClient(channel).StreamSecrets(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new DiscoveryRequest { TypeUrl = SecretType, ResourceNames = { "default", "ROOTCA" } }, Cancelled);

        var secrets = new[] { await NextSecretAsync(call), await NextSecretAsync(call) };

        Assert.Equal(["ROOTCA", "default"], secrets.Select(s => s.Name).Order(StringComparer.Ordinal));
        var workload = secrets.Single(s => s.Name == "default").TlsCertificate;
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", workload.CertificateChain.InlineBytes.ToStringUtf8(), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", workload.PrivateKey.InlineBytes.ToStringUtf8(), StringComparison.Ordinal);
        Assert.Equal(plane.RootPem.Trim(), secrets.Single(s => s.Name == "ROOTCA").ValidationContext.TrustedCa.InlineBytes.ToStringUtf8().Trim());
    }

    [Fact]
    public async Task A_renewed_certificate_is_pushed_and_the_unchanged_root_is_not()
    {
        using var channel = Open(AgentSockets.SecretSocket(options));
        using var call = new SecretDiscoveryService.SecretDiscoveryServiceClient(channel).StreamSecrets(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new DiscoveryRequest { TypeUrl = SecretType, ResourceNames = { "default", "ROOTCA" } }, Cancelled);
        var first = new[] { await NextSecretAsync(call), await NextSecretAsync(call) }.Single(s => s.Name == "default");

        time.Advance(TimeSpan.FromHours(13));
        var second = await NextSecretAsync(call);

        Assert.Equal("default", second.Name);
        Assert.NotEqual(first.TlsCertificate.CertificateChain, second.TlsCertificate.CertificateChain);
        Assert.NotEqual(first.TlsCertificate.PrivateKey, second.TlsCertificate.PrivateKey);
        // The token proves the pod the first time, its certificate ever after.
        Assert.Equal([("Bearer the-token", false), (null, true)], plane.Callers);
    }

    [Fact]
    public async Task ADS_is_relayed_to_discovery_with_the_node_unchanged()
    {
        using var channel = Open(AgentSockets.DiscoverySocket(options));
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).StreamAggregatedResources(cancellationToken: Cancelled);

        await call.RequestStream.WriteAsync(new DiscoveryRequest { TypeUrl = "some/type", Node = new Node { Id = options.NodeId } }, Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));

        Assert.Equal(("some/type", "7"), (call.ResponseStream.Current.TypeUrl, call.ResponseStream.Current.VersionInfo));
        Assert.Equal([options.NodeId], plane.Nodes);
    }

    [Fact]
    public async Task A_refused_token_is_explained_and_asked_for_again()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "stolen", Cancelled);
        await using var refused = new CertificateSource(options, time, new Random(1), log.Enqueue);
        refused.Start();
        await EventuallyAsync(() => log.Any(line => line.Contains("refused the token", StringComparison.Ordinal) && line.Contains("bad token", StringComparison.Ordinal)));
        Assert.Null(refused.Current);

        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "the-token", Cancelled);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.NotNull(await refused.NextAsync(null, Cancelled));
    }

    [Fact]
    public async Task A_server_whose_certificate_has_another_name_is_not_trusted()
    {
        await using var wary = new CertificateSource(options with { DiscoveryName = "elsewhere.svc" }, time, new Random(1), log.Enqueue);
        wary.Start();

        await EventuallyAsync(() => log.Any(line => line.Contains("is not trusted to be elsewhere.svc", StringComparison.Ordinal)));

        Assert.Null(wary.Current);
    }

    [Fact]
    public void The_sockets_are_in_a_folder_that_only_the_proxys_user_can_enter() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(options.StateDirectory));

    static async Task<Secret> NextSecretAsync(AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        return Secret.Parser.ParseFrom(Assert.Single(call.ResponseStream.Current.Resources).Value);
    }

    static async Task EventuallyAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    static GrpcChannel Open(string path) => GrpcChannel.ForAddress("http://socket", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
    });
}
