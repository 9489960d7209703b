using Envoy.Config.Cluster.V3;
using Google.Protobuf;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Transport;
using Lateen.Xds.Client;
using ProtoCluster = Envoy.Config.Cluster.V3.Cluster;

namespace Lateen.Proxy.Config.Warming;

/// <summary>
/// Clusters from CDS. A new or changed one warms until its endpoints and secrets have come, while the former one serves; then it takes over.
/// An identical one changes nothing.
/// </summary>
sealed class Clusters : IXdsHandler
{
    readonly Dictionary<string, Entry> _entries = [];
    readonly ClusterTranslator _translator;
    readonly Endpoints _endpoints;
    readonly Secrets _secrets;
    readonly Deadlines _deadlines;
    readonly IConfigurationTarget _target;
    readonly Clock _clock;
    readonly NameWatcher _names;

    public Clusters(
        ClusterTranslator translator, Endpoints endpoints, Secrets secrets, NameWatcher names, Deadlines deadlines, IConfigurationTarget target, Clock clock)
    {
        (_translator, _endpoints, _secrets, _names) = (translator, endpoints, secrets, names);
        (_deadlines, _target, _clock) = (deadlines, target, clock);
        endpoints.Arrived = OnEndpoints;
    }

    /// <summary>Called whenever a warming cluster went into service, or there is none.</summary>
    public Action? Settled { get; set; }

    /// <summary>True when no cluster warms.</summary>
    public bool IsSettled => _entries.Values.All(entry => entry.Warming is null);

    /// <summary>What is known, for dumps.</summary>
    public IEnumerable<(bool IsStatic, Version? Active, Version? Warming)> All =>
        _entries.Values.Select(entry => (entry.IsStatic, entry.Active, entry.Warming));

    /// <summary>Adds a cluster of the bootstrap, which CDS can neither change nor remove.</summary>
    public string? AddStatic(ProtoCluster cluster)
    {
        var problems = new ProblemList();
        if (!problems.Root.KeepsRules(cluster) || _translator.Translate(cluster, problems) is not { } config)
            return problems.ToString();
        _entries[cluster.Name] = new Entry { IsStatic = true };
        Warm(_entries[cluster.Name], new Version(cluster, ByteString.Empty, _clock.Stamp(""), config with { IsFromBootstrap = true }));
        return null;
    }

    /// <inheritdoc />
    public XdsVerdict OnUpdate(XdsUpdate update)
    {
        var rejected = new Rejections("cluster(s)");
        foreach (var received in update.Resources)
            Apply(received, rejected);
        foreach (var name in update.Removed)
            Remove(name);
        Settled?.Invoke();
        return rejected.Verdict;
    }

    /// <summary>A secret has come that warming clusters may wait for.</summary>
    public void OnSecret(string name)
    {
        foreach (var entry in _entries.Values.Where(entry => entry.Warming?.Secrets.Any(secret => secret.Name == name) == true).ToArray())
            Promote(entry, force: false);
    }

    void Apply(XdsReceived received, Rejections rejected)
    {
        var entry = _entries.GetValueOrDefault(received.Name);
        if (entry is { IsStatic: true } || (entry?.Newest is { } newest && newest.Bytes.Equals(received.Body.Value)))
            return;
        var problems = new ProblemList();
        if (Resource.Read(received, ProtoCluster.Parser, problems) is not { } cluster
            || _translator.Translate(cluster, problems) is not { } config)
        {
            rejected.Add(received.Name, problems.ToString());
            return;
        }

        if (entry is null)
            _entries[received.Name] = entry = new Entry();
        Warm(entry, new Version(cluster, received.Body.Value, _clock.Stamp(received.Version), config));
    }

    void Warm(Entry entry, Version version)
    {
        foreach (var secret in version.Secrets)
            _secrets.Hold(secret);
        if (version.ServiceName is { } name)
            _endpoints.Request(name);
        if (entry.Warming is { } overtaken)
            Drop(overtaken);
        entry.Warming = version;
        version.NeedsEndpoints = version.ServiceName is not null;
        if (version.Config.Discovery is ClusterDiscovery.Dns names)
        {
            version.NeedsEndpoints = true;
            version.Names = _names.Watch(names, resolved => OnResolved(entry, version, resolved));
        }

        Promote(entry, force: false);
        if (entry.Warming == version)
            version.Deadline = _deadlines.Start(() => Promote(entry, force: true));
    }

    void OnEndpoints(string name)
    {
        foreach (var entry in _entries.Values.ToArray())
        {
            if (entry.Warming?.ServiceName == name)
            {
                entry.Warming.NeedsEndpoints = false;
                Promote(entry, force: false);
            }
            else if (entry.Active?.ServiceName == name)
            {
                _target.SetEndpoints(entry.Active.Config.Name, _endpoints.Find(name)!);
            }
        }
    }

    void OnResolved(Entry entry, Version version, EndpointsConfig resolved)
    {
        version.Resolved = resolved;
        if (entry.Warming == version)
        {
            version.NeedsEndpoints = false;
            Promote(entry, force: false);
        }
        else if (entry.Active == version)
        {
            _target.SetEndpoints(version.Config.Name, resolved);
        }
    }

    /// <summary>Lets a warming cluster take over when all it waits for is there, or when its time is up.</summary>
    void Promote(Entry entry, bool force)
    {
        if (entry.Warming is not { } version || (!force && (version.NeedsEndpoints || !version.Secrets.All(_secrets.IsSettled))))
            return;
        if (version.Deadline is { } deadline)
            _deadlines.Cancel(deadline);
        var endpoints = (version.ServiceName is { } name ? _endpoints.Find(name) : version.Resolved) ?? EndpointsConfig.Empty;
        var former = entry.Active;
        (entry.Active, entry.Warming) = (version, null);
        _target.SetCluster(version.Config, endpoints);
        if (former is not null)
            Drop(former);
        Settled?.Invoke();
    }

    void Remove(string name)
    {
        if (!_entries.TryGetValue(name, out var entry) || entry.IsStatic)
            return;
        _entries.Remove(name);
        if (entry.Warming is { } warming)
            Drop(warming);
        if (entry.Active is not { } active)
            return;
        _target.RemoveCluster(name);
        Drop(active);
    }

    void Drop(Version version)
    {
        if (version.Deadline is { } deadline)
            _deadlines.Cancel(deadline);
        version.Names?.Stop();
        foreach (var secret in version.Secrets)
            _secrets.Release(secret);
        if (version.ServiceName is { } name)
            _endpoints.Release(name);
    }

    sealed class Entry
    {
        public bool IsStatic { get; init; }

        public Version? Active { get; set; }

        public Version? Warming { get; set; }

        public Version? Newest => Warming ?? Active;
    }

    /// <summary>One version of a cluster, with what it was made from.</summary>
    public sealed class Version(ProtoCluster source, ByteString bytes, Stamp stamp, ClusterConfig config)
    {
        public ProtoCluster Source { get; } = source;

        public ByteString Bytes { get; } = bytes;

        public Stamp Stamp { get; } = stamp;

        public ClusterConfig Config { get; } = config;

        public string? ServiceName { get; } = (config.Discovery as ClusterDiscovery.Eds)?.ServiceName;

        public IReadOnlySet<SecretSource.Sds> Secrets { get; } = NamedSecrets.Of(config);

        public bool NeedsEndpoints { get; set; }

        /// <summary>Of a DNS cluster: its names.</summary>
        public WatchedEndpoints? Names { get; set; }

        /// <summary>Of a DNS cluster: what its names are at present; null before the first answers.</summary>
        public EndpointsConfig? Resolved { get; set; }

        public LoopTimer? Deadline { get; set; }
    }
}
