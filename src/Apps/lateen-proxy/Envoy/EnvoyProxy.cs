using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Core.V3;
using Grpc.Core;
using Lateen.Agent.InProcess;
using Lateen.Net;
using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Observability.Stats;
using Lateen.ProxyApp.Hosting;
using Lateen.Xds.Client;

namespace Lateen.ProxyApp.Envoy;

/// <summary>
/// The proxy alone, started with Envoy's flags and bootstrap, by Istio's agent or by hand. Ends at once when asked to, as Envoy does: draining is the
/// business of whoever started it.
/// </summary>
sealed class EnvoyProxy : IDisposable
{
    const string SecretCluster = "sds-grpc";
    readonly Bootstrap bootstrap;
    readonly Random random;
    readonly Action<string> log;
    readonly ProxyHost host;
    readonly List<XdsClient> clients = [];
    DynamicConfiguration? configuration;

    public EnvoyProxy(EnvoyFlags flags, Bootstrap bootstrap, Random random, Action<string> log)
    {
        this.bootstrap = bootstrap;
        this.random = random;
        this.log = log;
        host = new ProxyHost(new ProxyHostOptions
        {
            Concurrency = flags.Concurrency,
            ConfigPath = flags.File ?? "",
            DrainTime = TimeSpan.FromSeconds(flags.DrainSeconds),
            Inclusion = BootstrapStats.Inclusion(bootstrap),
            Random = random,
            Log = log,
        });
    }

    /// <summary>Takes the bootstrap's configuration. Returns every reason for refusing it, one a line; empty when all is well.</summary>
    public IReadOnlyList<string> Configure()
    {
        ApiConfigSource? source = bootstrap.DynamicResources?.AdsConfig;
        var problems = new List<string>();
        XdsClient ads = Connect(source?.GrpcServices.FirstOrDefault()?.EnvoyGrpc?.ClusterName, IsDelta(source) ? XdsService.AggregatedDelta : XdsService.Aggregated, problems);
        string? secrets = bootstrap.StaticResources?.Clusters.Any(cluster => cluster.Name == SecretCluster) == true ? SecretCluster : null;
        XdsClient sds = secrets is null ? ads : Connect(secrets, XdsService.Secrets, problems);
        configuration = host.Configure(ads, sds, BootstrapNode.LocalOf(bootstrap.Node ?? new Node()));
        problems.AddRange(configuration.AddStatic(bootstrap.StaticResources?.Clusters ?? [], bootstrap.StaticResources?.Listeners ?? []));
        if (source is not null)
            configuration.Start();
        else
            host.State.IsStatic = true;
        return problems;
    }

    /// <summary>Runs until <see cref="Stop"/>. Returns the exit code.</summary>
    public int Run()
    {
        if (AdminAddress() is { } address && host.ListenAdmin(address, WithNode(), Stop) is { } problem)
        {
            log(problem);
            return 1;
        }

        foreach (XdsClient client in clients)
            client.Start();
        if (host.State.IsStatic)
            configuration!.StartStatic();
        host.Run();
        return 0;
    }

    /// <summary>Ends the process; any thread.</summary>
    public void Stop() => host.Stop();

    public void Dispose() => host.Dispose();

    static bool IsDelta(ApiConfigSource? source) =>
        source?.ApiType is ApiConfigSource.Types.ApiType.DeltaGrpc or ApiConfigSource.Types.ApiType.AggregatedDeltaGrpc;

    /// <summary>A client of a service on a static cluster; one that never starts where there is none.</summary>
    XdsClient Connect(string? cluster, XdsService service, List<string> problems)
    {
        GrpcAddress? address = null;
        if (cluster is not null && (address = GrpcAddress.Of(bootstrap, cluster, out string error)) is null)
            problems.Add(error);
        var port = new XdsGrpcPort(host.Main, () => address!.Open(), static () => [], service, log);
        Node node = BootstrapNode.Of(bootstrap.Node ?? new Node());
        XdsClient client = service == XdsService.AggregatedDelta ? XdsClient.Delta(node, port, random) : XdsClient.StateOfTheWorld(node, port, random);
        port.Serve(client);
        if (address is not null)
            clients.Add(client);
        return client;
    }

    /// <summary>The bootstrap with the node as it is sent in xDS.</summary>
    Bootstrap WithNode()
    {
        Bootstrap shown = bootstrap.Clone();
        shown.Node = BootstrapNode.Of(bootstrap.Node ?? new Node());
        return shown;
    }

    NetAddress? AdminAddress() => bootstrap.Admin?.Address?.SocketAddress is { } address
        && NetAddress.TryParse(address.Address, (ushort)address.PortValue, out NetAddress parsed) ? parsed : null;
}
