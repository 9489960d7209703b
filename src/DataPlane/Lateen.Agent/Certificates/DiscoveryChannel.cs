using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Lateen.Agent.Options;
using Lateen.Identity;

namespace Lateen.Agent.Certificates;

/// <summary>
/// Channels to discovery and to the CA over TLS: the server must have the expected name and chain to the root of the root file; we
/// show the workload's certificate once there is one, and the pod's token until then.
/// </summary>
public sealed class DiscoveryChannel(AgentOptions options)
{
    const int SocketLevel = 1;
    const int MarkOption = 36;
    const int MaxToken = 64 * 1024;

    static readonly SocketsHttpHandlerDefaults Defaults = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10));

    /// <summary>Opens a channel; nothing is sent before the first call. The caller disposes it.</summary>
    /// <param name="address">host:port.</param>
    /// <param name="certificate">What to show as client; null before there is one.</param>
    public GrpcChannel Open(string address, WorkloadCertificate? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = Defaults.Connect,
            KeepAlivePingDelay = Defaults.PingDelay,
            KeepAlivePingTimeout = Defaults.PingTimeout,
            ConnectCallback = (_, cancellation) => ConnectAsync(address, cancellation),
            SslOptions = TlsOptions(certificate),
        };
        // The handler takes the name that it checks from the URI; where to connect is our own affair.
        return GrpcChannel.ForAddress($"https://{options.DiscoveryName}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
        });
    }

    /// <summary>The headers of a call: the cluster, and the token while there is no certificate to show.</summary>
    public Metadata Headers(WorkloadCertificate? certificate)
    {
        var headers = new Metadata { { "clusterid", options.ClusterId } };
        if (certificate is null && ReadToken() is { } token)
            headers.Add("authorization", $"Bearer {token}");
        return headers;
    }

    string? ReadToken()
    {
        var file = new FileInfo(options.TokenFile);
        return file is { Exists: true, Length: > 0 and < MaxToken } ? File.ReadAllText(file.FullName).Trim() : null;
    }

    SslClientAuthenticationOptions TlsOptions(WorkloadCertificate? certificate)
    {
        var tls = new SslClientAuthenticationOptions { CertificateChainPolicy = RootPolicy() };
        if (certificate is not null)
            tls.ClientCertificateContext = ClientCertificate(certificate);
        return tls;
    }

    X509ChainPolicy RootPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(TrustBundle.Parse(File.ReadAllText(options.RootCertificateFile)).ToCollection());
        return policy;
    }

    static SslStreamCertificateContext ClientCertificate(WorkloadCertificate certificate)
    {
        var leaf = X509Certificate2.CreateFromPem(certificate.ChainPem, certificate.KeyPem);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate.ChainPem);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    async ValueTask<Stream> ConnectAsync(string address, CancellationToken cancellation)
    {
        var separator = address.LastIndexOf(':');
        if (separator < 0 || !ushort.TryParse(address.AsSpan(separator + 1), out var port))
            throw new IOException($"{address} is not host:port");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (options.OutboundMark != 0)
                socket.SetRawSocketOption(SocketLevel, MarkOption, BitConverter.GetBytes(options.OutboundMark));
            await socket.ConnectAsync(address[..separator].Trim('[', ']'), port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    readonly record struct SocketsHttpHandlerDefaults(TimeSpan Connect, TimeSpan PingDelay, TimeSpan PingTimeout);
}
