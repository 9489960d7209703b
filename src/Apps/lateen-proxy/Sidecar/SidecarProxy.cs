using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Core.V3;
using Lateen.Agent.Certificates;
using Lateen.Agent.InProcess;
using Lateen.Agent.Options;
using Lateen.Net;
using Lateen.Proxy.Config.Warming;
using Lateen.ProxyApp.Hosting;
using Lateen.Xds.Client;

namespace Lateen.ProxyApp.Sidecar;

/// <summary>
/// Agent and proxy in one process, for a sidecar or a gateway: the certificate and ADS come over gRPC on the thread pool, the proxy gets both in
/// process, and no server but the main loop's own is started.
/// </summary>
sealed class SidecarProxy : IAsyncDisposable
{
    readonly AgentOptions options;
    readonly Action<string> log;
    readonly ProxyHost host;
    readonly CertificateSource certificates;
    readonly AgentSecrets secrets;
    readonly Node node;
    readonly XdsClient ads;
    readonly DynamicConfiguration configuration;

    public SidecarProxy(AgentOptions options, TimeProvider time, Random random, Action<string> log)
    {
        this.options = options;
        this.log = log;
        host = new ProxyHost(new ProxyHostOptions
        {
            Concurrency = options.Concurrency,
            DrainTime = TimeSpan.FromSeconds(options.DrainSeconds),
            OutboundMark = options.OutboundMark,
            Addresses = PodAddressesFile.Read(options.PodAddressesFile),
            Random = random,
            Log = log,
        });
        certificates = new CertificateSource(options, time, random, log);
        secrets = new AgentSecrets(time, log);
        certificates.Changed += secrets.Set;
        node = ProxyNode.Of(options);
        ads = ConnectAds(random);
        XdsClient sds = XdsLoopback.Connect(host.Main, secrets, node, time, random);
        configuration = host.Configure(ads, sds, ProxyNode.LocalOf(options));
        sds.Start();
    }

    /// <summary>Runs until <see cref="Stop"/> and the drain after it. Returns the exit code.</summary>
    public int Run()
    {
        if (Listen() is { } problem)
        {
            log(problem);
            return 1;
        }

        certificates.Start();
        ads.Start();
        configuration.Start();
        host.Run();
        return 0;
    }

    /// <summary>Begins the drain; called again, ends it. Any thread.</summary>
    public void Stop() => host.Main.Post(_ => DrainOrEnd(), null);

    public async ValueTask DisposeAsync()
    {
        await certificates.DisposeAsync();
        secrets.Dispose();
        host.Dispose();
    }

    XdsClient ConnectAds(Random random)
    {
        var channels = new DiscoveryChannel(options);
        var port = new XdsGrpcPort(
            host.Main, () => channels.Open(options.DiscoveryAddress, certificates.Current), () => channels.Headers(certificates.Current), XdsService.AggregatedDelta, log);
        XdsClient client = XdsClient.Delta(node, port, random);
        port.Serve(client);
        return client;
    }

    /// <summary>Null, or which port could not be had.</summary>
    string? Listen()
    {
        NetAddress any = NetAddress.IPv4(0, 0);
        return host.ListenAdmin(NetAddress.Loopback((ushort)options.AdminPort), new Bootstrap { Node = node }, Drain)
            ?? host.ListenStatus(any.WithPort((ushort)options.StatusPort))
            ?? host.ListenStatus(any.WithPort((ushort)options.ReadinessPort))
            ?? host.ListenStatus(any.WithPort((ushort)options.PrometheusPort));
    }

    void DrainOrEnd()
    {
        if (host.State.IsTerminating)
            host.Stop();
        else
            Drain();
    }

    /// <summary>A gateway drains everything, a sidecar what comes in, so that the application's own last requests still leave.</summary>
    void Drain() => host.DrainAndStop(options.Role == ProxyRole.Sidecar, TimeSpan.FromSeconds(options.TerminationDrainSeconds));
}
