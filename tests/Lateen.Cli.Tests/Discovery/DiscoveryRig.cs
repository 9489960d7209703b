using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.V1.Auth;
using k8s.Models;
using Lateen.Citadel;
using Lateen.Cli.Discovery;
using Lateen.Config;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Identity;
using Lateen.Xds.Server;
using Node = Envoy.Config.Core.V3.Node;

namespace Lateen.Cli.Tests.Discovery;

/// <summary>A control plane on loopback ports of its own with a pod "web-1" (service account web) and what clients need to call it.</summary>
sealed class DiscoveryRig : IAsyncDisposable
{
    public const string TrustDomain = "cluster.local";
    public static readonly PodIdentity Web = new("default", "web", "web-1");

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-discovery-");
    readonly MemoryConfigStore store = new();
    readonly List<IDisposable> owned = [];

    DiscoveryRig()
    {
    }

    public SharedResources Source { get; } = new();

    public string State => folder.FullName;

    public DiscoveryServer Server { get; private set; } = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DiscoveryRig> StartAsync()
    {
        var rig = new DiscoveryRig();
        rig.AddPod(Web, "10.0.0.1");
        rig.Server = await DiscoveryServer.StartAsync(
            Options(rig.State), rig.Source, rig.store, TrustDomain, TimeProvider.System, Cancellation);
        return rig;
    }

    public static DiscoveryOptions Options(string state)
    {
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        return new DiscoveryOptions { State = state, Grpc = any, SecureGrpc = any, Http = any, Monitoring = any };
    }

    public void AddPod(PodIdentity pod, string address)
    {
        var spec = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = pod.Pod, NamespaceProperty = pod.Namespace },
            Spec = new V1PodSpec { ServiceAccountName = pod.ServiceAccount, Containers = [] },
            Status = new V1PodStatus { PodIP = address },
        };
        store.Apply([new ConfigObject(Kinds.Pod, pod.Namespace, pod.Pod, spec)]);
    }

    public void RemovePod(PodIdentity pod) => store.Apply([], [new ObjectRef(Kinds.Pod.Name, pod.Namespace, pod.Pod)]);

    public string Token(PodIdentity pod, string audience = TokenIssuer.Audience)
    {
        using TokenKey key = TokenKey.LoadOrCreate(Path.Combine(State, "ca"));
        return new TokenIssuer(key, TimeProvider.System).Issue(pod, TimeSpan.FromHours(1), audience);
    }

    public static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    public static Node Node(PodIdentity pod) => new()
    {
        Id = $"sidecar~10.0.0.1~{pod.Pod}.{pod.Namespace}~{pod.Namespace}.svc.cluster.local",
        Metadata = new Struct
        {
            Fields =
            {
                ["NAMESPACE"] = Value.ForString(pod.Namespace),
                ["SERVICE_ACCOUNT"] = Value.ForString(pod.ServiceAccount),
                ["ISTIO_VERSION"] = Value.ForString("1.31.0"),
            },
        },
    };

    public GrpcChannel Plain() => Own(GrpcChannel.ForAddress($"http://{Server.Bound.GrpcEndPoint}"));

    /// <summary>A channel that trusts the written root certificate only, with a client certificate if one is given.</summary>
    public GrpcChannel Secure(X509Certificate2? client = null)
    {
        TrustBundle roots = TrustBundle.Parse(File.ReadAllText(Path.Combine(State, "root-cert.pem")));
        var tls = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots.ToCollection());
        if (client is not null)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(client, null, offline: true);
        return Own(GrpcChannel.ForAddress($"https://{Server.Bound.SecureGrpcEndPoint}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = tls },
            DisposeHttpClient = true,
        }));
    }

    public async Task<(X509Certificate2 Certificate, IReadOnlyList<string> Chain)> SignAsync(string token, long seconds = 0)
    {
        using PrivateKey key = PrivateKey.Generate();
        string csr = SigningRequest.Create(key, SpiffeId.Workload(TrustDomain, "istio-system", "somebody-else"));
        IstioCertificateResponse response = await new IstioCertificateService.IstioCertificateServiceClient(Secure())
            .CreateCertificateAsync(new IstioCertificateRequest { Csr = csr, ValidityDuration = seconds }, Bearer(token), cancellationToken: Cancellation);
        return (X509Certificate2.CreateFromPem(response.CertChain[0], key.ToPem()), response.CertChain);
    }

    /// <summary>Opens a stream, sends one request, and returns the first response or throws its status.</summary>
    public static async Task<DiscoveryResponse> FetchAsync(GrpcChannel channel, string typeUrl, Node node, Metadata? headers = null)
    {
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).StreamAggregatedResources(headers, cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new DiscoveryRequest { Node = node, TypeUrl = typeUrl }, Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        return call.ResponseStream.Current;
    }

    public static async Task<Grpc.Core.Status> FailureAsync(Func<Task> action) => (await Assert.ThrowsAsync<RpcException>(action)).Status;

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable one in owned)
            one.Dispose();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    GrpcChannel Own(GrpcChannel channel)
    {
        owned.Add(channel);
        return channel;
    }
}
