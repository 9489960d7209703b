using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Istio.V1.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Lateen.Agent.Tests;

/// <summary>A CA and a discovery server on a loopback port, with real TLS: what the agent talks to.</summary>
sealed class FakeControlPlane : IAsyncDisposable
{
    readonly ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 root;
    readonly WebApplication server;

    FakeControlPlane()
    {
        root = MakeRoot();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ListenLocalhost0(MakeServerCertificate()));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new CertificateService(this));
        builder.Services.AddSingleton(new DiscoveryService(this));
        server = builder.Build();
        server.UseRouting();
        server.MapGrpcService<CertificateService>();
        server.MapGrpcService<DiscoveryService>();
    }

    internal string RootPem => root.ExportCertificatePem();

    internal string Address { get; private set; } = "";

    /// <summary>Of each signing request: the token, and whether a client certificate was shown.</summary>
    internal ConcurrentQueue<(string? Token, bool Certificate)> Callers { get; } = new();

    internal ConcurrentQueue<string> Nodes { get; } = new();

    internal TimeSpan Life { get; set; } = TimeSpan.FromHours(24);

    internal DateTimeOffset Now { get; init; } = TimeProvider.System.GetUtcNow();

    internal static async Task<FakeControlPlane> StartAsync()
    {
        var fake = new FakeControlPlane();
        await fake.server.StartAsync(TestContext.Current.CancellationToken);
        var address = fake.server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        fake.Address = $"127.0.0.1:{new Uri(address).Port}";
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        root.Dispose();
        rootKey.Dispose();
    }

    X509Certificate2 MakeRoot()
    {
        var request = new CertificateRequest("O=test root", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddHours(-1), Now.AddYears(1));
    }

    X509Certificate2 MakeServerCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=discovery", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("istiod.istio-system.svc");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(root, Now.AddMinutes(-1), Now.AddDays(1), [1]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    string Sign(string csr)
    {
        var request = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        using var signed = request.Create(root, Now.AddMinutes(-1), Now + Life, RandomNumberGenerator.GetBytes(8));
        return signed.ExportCertificatePem();
    }

    sealed class CertificateService(FakeControlPlane fake) : IstioCertificateService.IstioCertificateServiceBase
    {
        public override Task<IstioCertificateResponse> CreateCertificate(IstioCertificateRequest request, ServerCallContext context)
        {
            var token = context.RequestHeaders.GetValue("authorization");
            var certificate = context.GetHttpContext().Connection.ClientCertificate is not null;
            fake.Callers.Enqueue((token, certificate));
            if (token != "Bearer the-token" && !certificate)
                throw new RpcException(new Status(StatusCode.Unauthenticated, "bad token"));
            return Task.FromResult(new IstioCertificateResponse { CertChain = { fake.Sign(request.Csr), fake.RootPem } });
        }
    }

    sealed class DiscoveryService(FakeControlPlane fake) : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
    {
        public override async Task StreamAggregatedResources(
            IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext context)
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                if (request.Node is { } node)
                    fake.Nodes.Enqueue(node.Id);
                await responseStream.WriteAsync(new DiscoveryResponse { TypeUrl = request.TypeUrl, VersionInfo = "7", Nonce = "n" }, context.CancellationToken);
            }
        }
    }
}

static class KestrelExtensions
{
    internal static void ListenLocalhost0(this KestrelServerOptions kestrel, X509Certificate2 certificate) =>
        kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        });
}
