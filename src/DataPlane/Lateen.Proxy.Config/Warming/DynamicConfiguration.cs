using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Runtime;
using Lateen.Xds;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>
/// Drives the proxy's configuration from xDS: clusters first, with their endpoints; once all of them are warm, listeners with their routes; secrets as
/// they are named. Main loop only.
/// </summary>
public sealed class DynamicConfiguration
{
    readonly IXdsSubscriptions _ads;
    readonly IConfigurationTarget _target;
    bool _isStatic;
    bool _clustersAnswered;
    bool _listenersAsked;
    bool _listenersAnswered;

    /// <param name="ads">Subscriptions on the ADS stream.</param>
    /// <param name="sds">Subscriptions to the agent's secrets; the same object where there is no agent.</param>
    /// <param name="loop">The main loop.</param>
    /// <param name="target">Where warmed parts go.</param>
    /// <param name="stats">The proxy's statistics.</param>
    /// <param name="accessLogs">The outputs of access logs.</param>
    /// <param name="node">Who this proxy is.</param>
    /// <param name="names">Who resolves the names of DNS clusters; null: nobody, they get no hosts.</param>
    public DynamicConfiguration(
        IXdsSubscriptions ads, IXdsSubscriptions sds, IEventLoop loop, IConfigurationTarget target, StatsRegistry stats, AccessLogFiles accessLogs, LocalNode node,
        NameWatcher? names = null)
    {
        (_ads, _target) = (ads, target);
        var reading = new ReadingContext { Stats = stats, AccessLogs = accessLogs, Node = node, Routes = new RouteTableTranslator() };
        var deadlines = new Deadlines(loop);
        var clock = new Clock(loop);
        Secrets = new Secrets(ads, sds, target, clock);
        Endpoints = new Endpoints(ads, clock);
        Clusters = new Clusters(new ClusterTranslator(reading), Endpoints, Secrets, names ?? new NameWatcher(new NoResolver(loop), loop, new SeededRandom(0)), deadlines, target, clock);
        Routes = new Routes(ads, target, reading.Routes, clock);
        Listeners = new Listeners(new ListenerTranslator(reading), Routes, Secrets, deadlines, target, clock);
        Secrets.Arrived = OnSecret;
        Routes.Arrived = _ => Listeners.OnDependency();
        Clusters.Settled = Advance;
        Listeners.Settled = Advance;
        Subscriptions = new SubscriptionStats(stats);
        Handle(ads, sds);
    }

    /// <summary>True once all initial configuration is in service: what <c>/ready</c> asks.</summary>
    public bool IsReady { get; private set; }

    internal Secrets Secrets { get; }

    internal Endpoints Endpoints { get; }

    internal Clusters Clusters { get; }

    internal Routes Routes { get; }

    internal Listeners Listeners { get; }

    internal SubscriptionStats Subscriptions { get; }

    /// <summary>Adds what the bootstrap configures itself, before <see cref="Start"/>. Returns every reason for refusing, one a line; empty when all is well.</summary>
    public IReadOnlyList<string> AddStatic(
        IEnumerable<Envoy.Config.Cluster.V3.Cluster> clusters, IEnumerable<Envoy.Config.Listener.V3.Listener> listeners) =>
        [
            .. clusters.Select(cluster => (cluster.Name, Error: Clusters.AddStatic(cluster)))
                .Concat(listeners.Select(listener => (listener.Name, Error: Listeners.AddStatic(listener))))
                .Where(result => result.Error is not null).Select(result => $"{result.Name}: {result.Error}"),
        ];

    /// <summary>Asks for the configuration.</summary>
    public void Start() => _ads.SubscribeAll(XdsTypes.Cluster);

    /// <summary>Nothing will come: what the bootstrap configures is all, and goes into service as soon as its names and secrets are known.</summary>
    public void StartStatic()
    {
        _isStatic = true;
        Advance();
    }

    void Handle(IXdsSubscriptions ads, IXdsSubscriptions sds)
    {
        ads.Handle(XdsTypes.Cluster, Subscriptions.Watch("cluster_manager.cds", new Answered(Clusters, () => _clustersAnswered = true, Advance)));
        ads.Handle(XdsTypes.ClusterLoadAssignment, Endpoints);
        ads.Handle(XdsTypes.Listener, Subscriptions.Watch("listener_manager.lds", new Answered(Listeners, () => _listenersAnswered = true, Advance)));
        ads.Handle(XdsTypes.RouteConfiguration, Routes);
        ads.Handle(XdsTypes.Secret, Secrets);
        if (sds != ads)
            sds.Handle(XdsTypes.Secret, Secrets);
    }

    void OnSecret(string name)
    {
        Clusters.OnSecret(name);
        Listeners.OnDependency();
    }

    /// <summary>Listeners are asked for when all first clusters are warm; the proxy is ready when all first listeners are.</summary>
    void Advance()
    {
        if (_clustersAnswered && !_listenersAsked && Clusters.IsSettled)
        {
            _listenersAsked = true;
            _ads.SubscribeAll(XdsTypes.Listener);
        }

        if ((_listenersAnswered || (_isStatic && Clusters.IsSettled)) && !IsReady && Listeners.IsSettled)
        {
            IsReady = true;
            _target.Start();
        }
    }

    sealed class NoResolver(IEventLoop loop) : INameResolver
    {
        public void Resolve(string name, Action<NameAnswer> answered) => loop.Post(_ => answered(new NameAnswer([], null, "there is no resolver")), null);
    }

    sealed class Answered(IXdsHandler inner, Action first, Action advance) : IXdsHandler
    {
        public XdsVerdict OnUpdate(XdsUpdate update)
        {
            var verdict = inner.OnUpdate(update);
            first();
            advance();
            return verdict;
        }
    }
}
