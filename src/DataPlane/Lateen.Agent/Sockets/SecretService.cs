using System.Globalization;
using System.Threading.Channels;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Service.Discovery.V3;
using Envoy.Service.Secret.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lateen.Agent.Certificates;
using Lateen.Agent.Files;
using Lateen.Core;
using Lateen.Identity;
using Lateen.Xds;

namespace Lateen.Agent.Sockets;

/// <summary>
/// SDS for the proxy beside the agent, state of the world only, as Istio's agent serves it: <c>default</c> is the workload's
/// certificate, <c>ROOTCA</c> the roots that peers must chain to, other names mean files. Each changed secret goes alone in a response.
/// </summary>
sealed class SecretService(CertificateSource certificates, FileSecrets files, Action<string> log) : SecretDiscoveryService.SecretDiscoveryServiceBase
{
    const string TypeUrl = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

    /// <summary>A client that names more secrets than this is not an Envoy of ours.</summary>
    const int MaxNames = 16;

    public override async Task StreamSecrets(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        using var stream = new SecretStream(responseStream, files);
        var pushing = Task.WhenAll(PushAsync(stream, ended.Token), stream.PushFilesAsync(ended.Token));
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
    sealed class SecretStream : IDisposable
    {
        readonly IServerStreamWriter<DiscoveryResponse> writer;
        readonly FileSecrets files;
        readonly Channel<XdsResource> changedFiles = Channel.CreateUnbounded<XdsResource>();
        readonly SemaphoreSlim gate = new(1);
        readonly Dictionary<string, string> sent = new(StringComparer.Ordinal);
        readonly HashSet<string> names = new(StringComparer.Ordinal);
        long version;

        internal SecretStream(IServerStreamWriter<DiscoveryResponse> writer, FileSecrets files)
        {
            this.writer = writer;
            this.files = files;
            files.Changed += OnFile;
        }

        internal Task SubscribeAsync(IEnumerable<string> wanted, WorkloadCertificate? certificate) => SerialisedAsync(async () =>
        {
            var before = names.ToHashSet(StringComparer.Ordinal);
            names.Clear();
            names.UnionWith(wanted);
            foreach (var gone in before.Except(names, StringComparer.Ordinal))
            {
                sent.Remove(gone);
                files.Release(gone);
            }

            await SendAsync(certificate);
            foreach (var added in names.Except(before, StringComparer.Ordinal))
            {
                if (files.Hold(added) is { } resource)
                    await SendFileAsync(resource);
            }
        });

        /// <summary>Sends files as they change, until the stream ends.</summary>
        internal async Task PushFilesAsync(CancellationToken ended)
        {
            try
            {
                await foreach (var resource in changedFiles.Reader.ReadAllAsync(ended))
                    await SerialisedAsync(() => names.Contains(resource.Name) ? SendFileAsync(resource) : Task.CompletedTask);
            }
            catch (OperationCanceledException)
            {
                // The stream is over.
            }
        }

        internal Task ChangedAsync(WorkloadCertificate certificate) => SerialisedAsync(() => SendAsync(certificate));

        public void Dispose()
        {
            files.Changed -= OnFile;
            foreach (var name in names)
                files.Release(name);
            gate.Dispose();
        }

        void OnFile(XdsResource resource) => changedFiles.Writer.TryWrite(resource);

        async Task SendFileAsync(XdsResource resource)
        {
            if (sent.GetValueOrDefault(resource.Name) == resource.Version)
                return;
            sent[resource.Name] = resource.Version;
            await writer.WriteAsync(Response(resource.Any));
        }

        async Task SendAsync(WorkloadCertificate? certificate)
        {
            foreach (var name in names)
                if (certificate is not null && Content(name, certificate) is { } content && sent.GetValueOrDefault(name) != content)
                {
                    sent[name] = content;
                    await writer.WriteAsync(Response(new Any { TypeUrl = TypeUrl, Value = Secret(name, certificate).ToByteString() }));
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

        DiscoveryResponse Response(Any resource) => new()
        {
            TypeUrl = TypeUrl,
            VersionInfo = (++version).ToString(CultureInfo.InvariantCulture),
            Nonce = Guid.NewGuid().ToString(),
            Resources = { resource },
        };
    }
}
