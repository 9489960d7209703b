using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Service.Discovery.V3;
using Envoy.Service.Secret.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lateen.Agent.Certificates;
using Lateen.Core;
using Lateen.Identity;

namespace Lateen.Agent.Sockets;

/// <summary>
/// SDS for the proxy beside the agent, state of the world only, as Istio's agent serves it: <c>default</c> is the workload's
/// certificate, <c>ROOTCA</c> the roots that peers must chain to. Each changed secret goes alone in a response.
/// </summary>
sealed class SecretService(CertificateSource certificates, Action<string> log) : SecretDiscoveryService.SecretDiscoveryServiceBase
{
    const string TypeUrl = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

    /// <summary>A client that names more secrets than this is not an Envoy of ours.</summary>
    const int MaxNames = 16;

    public override async Task StreamSecrets(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        using var stream = new SecretStream(responseStream);
        var pushing = PushAsync(stream, ended.Token);
        try
        {
            await foreach (var request in requestStream.ReadAllAsync(ended.Token))
                await AcceptAsync(stream, request);
        }
        finally
        {
            await ended.CancelAsync();
            await pushing;
        }
    }

    async Task AcceptAsync(SecretStream stream, DiscoveryRequest request)
    {
        if (request.ResourceNames.Count > MaxNames)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"{request.ResourceNames.Count} secrets asked for, at most {MaxNames}"));
        if (request.ErrorDetail is { } refused)
            log($"the proxy refused a secret: {refused.Message}");
        await stream.SubscribeAsync(request.ResourceNames, certificates.Current);
    }

    async Task PushAsync(SecretStream stream, CancellationToken ended)
    {
        try
        {
            WorkloadCertificate? known = null;
            while (true)
            {
                known = await certificates.NextAsync(known, ended);
                await stream.ChangedAsync(known);
            }
        }
        catch (OperationCanceledException)
        {
            // The stream is over.
        }
    }

    /// <summary>One stream: which secrets it asked for, and what it was last sent of each.</summary>
    sealed class SecretStream(IServerStreamWriter<DiscoveryResponse> writer) : IDisposable
    {
        readonly SemaphoreSlim gate = new(1);
        readonly Dictionary<string, string> sent = new(StringComparer.Ordinal);
        readonly HashSet<string> names = new(StringComparer.Ordinal);
        long version;

        internal Task SubscribeAsync(IEnumerable<string> wanted, WorkloadCertificate? certificate) => SerialisedAsync(async () =>
        {
            names.Clear();
            names.UnionWith(wanted);
            foreach (var gone in sent.Keys.Except(names, StringComparer.Ordinal).ToList())
                sent.Remove(gone);
            await SendAsync(certificate);
        });

        internal Task ChangedAsync(WorkloadCertificate certificate) => SerialisedAsync(() => SendAsync(certificate));

        public void Dispose() => gate.Dispose();

        async Task SendAsync(WorkloadCertificate? certificate)
        {
            foreach (var name in names)
                if (certificate is not null && Content(name, certificate) is { } content && sent.GetValueOrDefault(name) != content)
                {
                    sent[name] = content;
                    await writer.WriteAsync(Response(Secret(name, certificate)));
                }
        }

        async Task SerialisedAsync(Func<Task> action)
        {
            await gate.WaitAsync();
            try
            {
                await action();
            }
            finally
            {
                gate.Release();
            }
        }

        static string? Content(string name, WorkloadCertificate certificate) => name switch
        {
            SecretName.Workload => certificate.ChainPem,
            SecretName.RootCa => certificate.Roots.Pem,
            _ => null,
        };

        static Secret Secret(string name, WorkloadCertificate certificate) => name == SecretName.Workload
            ? new Secret
            {
                Name = name,
                TlsCertificate = new TlsCertificate { CertificateChain = Inline(certificate.ChainPem), PrivateKey = Inline(certificate.KeyPem) },
            }
            : new Secret { Name = name, ValidationContext = new CertificateValidationContext { TrustedCa = Inline(certificate.Roots.Pem) } };

        static DataSource Inline(string pem) => new() { InlineBytes = ByteString.CopyFromUtf8(pem) };

        DiscoveryResponse Response(Secret secret) => new()
        {
            TypeUrl = TypeUrl,
            VersionInfo = (++version).ToString(CultureInfo.InvariantCulture),
            Nonce = Guid.NewGuid().ToString(),
            Resources = { new Any { TypeUrl = TypeUrl, Value = secret.ToByteString() } },
        };
    }
}
