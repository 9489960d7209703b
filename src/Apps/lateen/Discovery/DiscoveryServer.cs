using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lateen.Citadel;
using Lateen.Config.Stores;
using Lateen.Identity;
using Lateen.Xds.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Lateen.Cli.Discovery;

/// <summary>
/// The control plane's servers: xDS in plaintext and over TLS, the certificate service, readiness, debug pages and metrics. It only
/// joins transports to state machines; what it serves comes from an <see cref="IXdsSource"/>.
/// </summary>
internal sealed class DiscoveryServer : IAsyncDisposable
{
    const int MaxRequestBytes = 4 * 1024 * 1024;
    const int MaxStreams = 100_000;
    const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    readonly WebApplication web;
    readonly CaMaterial material;
    readonly TokenKey tokenKey;
    readonly PodDirectory pods;
    bool ready;

    DiscoveryServer(WebApplication web, BoundAddresses bound, CaMaterial material, TokenKey tokenKey, PodDirectory pods)
    {
        this.web = web;
        Bound = bound;
        this.material = material;
        this.tokenKey = tokenKey;
        this.pods = pods;
    }

    /// <summary>Where it really listens, also where a port was 0.</summary>
    public BoundAddresses Bound { get; }

    /// <summary>Makes the CA ready, writes the root certificate, and starts to listen.</summary>
    /// <exception cref="IOException">The state folder cannot be used, or a port is taken; the message says which.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A CA file is unusable; the message names it.</exception>
    public static async Task<DiscoveryServer> StartAsync(
        DiscoveryOptions options, IXdsSource source, IConfigStore store, string trustDomain, TimeProvider time, CancellationToken cancellation, DiscoveryMetrics? metrics = null)
    {
        CaMaterial material = OpenAuthority(options.State, trustDomain, time);
        TokenKey tokenKey = TokenKey.LoadOrCreate(Path.Combine(options.State, "ca"));
        SecretFile.WritePublic(Path.Combine(options.State, "root-cert.pem"), material.Roots.Pem);
        var pods = new PodDirectory(store);
        var authority = new CertificateAuthority(material, new CaLimits(), time);
        var authenticator = new Authenticator(new TokenChecker(tokenKey, time), pods, trustDomain);
        var context = new DiscoveryContext(source, authority, authenticator, time) { Metrics = metrics ?? new DiscoveryMetrics() };
        var bound = new BoundAddresses();
        var server = new DiscoveryServer(Build(options, context, bound), bound, material, tokenKey, pods);
        server.Map(context);
        await server.web.StartAsync(cancellation);
        server.ready = true;
        return server;
    }

    /// <summary>Ends all streams and stops listening.</summary>
    public Task StopAsync(CancellationToken cancellation) => web.StopAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        pods.Dispose();
        tokenKey.Dispose();
        material.Dispose();
    }

    static CaMaterial OpenAuthority(string state, string trustDomain, TimeProvider time)
    {
        string plugIn = Path.Combine(state, "cacerts");
        return CaFolder.HasPlugIn(plugIn)
            ? CaFolder.Load(plugIn, time.GetUtcNow())
            : CaFolder.LoadOrCreate(Path.Combine(state, "ca"), trustDomain, time.GetUtcNow());
    }

    static WebApplication Build(DiscoveryOptions options, DiscoveryContext context, BoundAddresses bound)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        builder.Services.AddSingleton(context);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxRequestBytes);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options, context, bound));
        return builder.Build();
    }

    static void Listen(KestrelServerOptions kestrel, DiscoveryOptions options, DiscoveryContext context, BoundAddresses bound)
    {
        // grpc-go with xDS credentials that fall back to plaintext says ":scheme https" there.
        kestrel.AllowAlternateSchemes = true;
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        kestrel.Limits.Http2.KeepAlivePingDelay = PingDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = PingTimeout;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        if (options.Grpc is { } plain)
            kestrel.Listen(plain, listen => (bound.Grpc = listen).Protocols = HttpProtocols.Http2);
        if (options.SecureGrpc is { } secure)
            kestrel.Listen(secure, listen => Secure(bound.SecureGrpc = listen, options, context));
        if (options.Http is { } http)
            kestrel.Listen(http, listen => (bound.Http = listen).Protocols = HttpProtocols.Http1);
        if (options.Monitoring is { } monitoring)
            kestrel.Listen(monitoring, listen => (bound.Monitoring = listen).Protocols = HttpProtocols.Http1);
    }

    static void Secure(ListenOptions listen, DiscoveryOptions options, DiscoveryContext context)
    {
        using PrivateKey key = PrivateKey.Generate();
        IReadOnlyList<string> chain = context.Authority.IssueServing(key, ServingNames.Of(options));
        var intermediates = new X509Certificate2Collection();
        foreach (string pem in chain.Skip(1).SkipLast(1))
            intermediates.ImportFromPem(pem);
        listen.Protocols = HttpProtocols.Http2;
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPem(chain[0], key.ToPem()),
            ServerCertificateChain = intermediates,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = (certificate, offered, _) => IsClient(certificate, offered, context),
        });
    }

    static bool IsClient(X509Certificate2 certificate, X509Chain? offered, DiscoveryContext context)
    {
        bool mayBeClient = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .All(usage => usage.EnhancedKeyUsages[ClientAuthentication] is not null);
        return mayBeClient && context.Authority.Roots.Verifies(
            certificate, offered?.ChainPolicy.ExtraStore ?? [], context.Time.GetUtcNow());
    }

    void Map(DiscoveryContext context)
    {
        web.MapGrpcService<AdsService>();
        web.MapGrpcService<CertificateService>();
        web.MapGet("/ready", () => ready ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        web.MapGet("/version", () => Results.Text(typeof(DiscoveryServer).Assembly.GetName().Version!.ToString(3)));
        web.MapGet("/metrics", () => Results.Text(context.Metrics.Render(context.Connections.Count), "text/plain; version=0.0.4"));
        DebugPages.Map(web, context);
    }
}
