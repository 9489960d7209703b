using Google.Protobuf;
using Lateen.Net;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Transport;
using Lateen.Xds.Client;
using ProtoListener = Envoy.Config.Listener.V3.Listener;

namespace Lateen.Proxy.Config.Warming;

/// <summary>
/// Listeners from LDS. A new or changed one warms until its route tables and secrets have come, while the former one serves; then it takes
/// over, and only connections of changed filter chains drain.
/// </summary>
sealed class Listeners(ListenerTranslator translator, Routes routes, Secrets secrets, Deadlines deadlines, IConfigurationTarget target, Clock clock) : IXdsHandler
{
    readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Called whenever a warming listener went into service, or there is none.</summary>
    public Action? Settled { get; set; }

    /// <summary>True when no listener warms.</summary>
    public bool IsSettled => _entries.Values.All(entry => entry.Warming is null);

    /// <summary>What is known, for dumps.</summary>
    public IEnumerable<(string Name, bool IsStatic, Version? Active, Version? Warming, string? Error)> All =>
        _entries.Select(entry => (entry.Key, entry.Value.IsStatic, entry.Value.Active, entry.Value.Warming, entry.Value.Error));

    /// <summary>Adds a listener of the bootstrap, which LDS can neither change nor remove.</summary>
    public string? AddStatic(ProtoListener listener)
    {
        var problems = new ProblemList();
        if (!problems.Root.KeepsRules(listener) || translator.Translate(listener, null, problems) is not { } translated)
            return problems.ToString();
        var entry = _entries[listener.Name] = new Entry { IsStatic = true };
        Warm(entry, new Version(listener, ByteString.Empty, clock.Stamp(""), translated));
        return entry.Error;
    }

    /// <inheritdoc />
    public XdsVerdict OnUpdate(XdsUpdate update)
    {
        var rejected = new Rejections("listener(s)");
        // Removals come first: a new listener may want the address of one that goes.
        foreach (var name in update.Removed)
            Remove(name);
        foreach (var received in update.Resources)
            Apply(received, rejected);
        Settled?.Invoke();
        return rejected.Verdict;
    }

    /// <summary>A route table or a secret has come that warming listeners may wait for.</summary>
    public void OnDependency()
    {
        foreach (var entry in _entries.Values.Where(entry => entry.Warming is not null).ToArray())
            Promote(entry, force: false);
    }

    void Apply(XdsReceived received, Rejections rejected)
    {
        var entry = _entries.GetValueOrDefault(received.Name);
        if (entry is { IsStatic: true } || (entry?.Newest is { } newest && newest.Bytes.Equals(received.Body.Value)))
            return;
        var problems = new ProblemList();
        if (Resource.Read(received, ProtoListener.Parser, problems) is not { } listener
            || translator.Translate(listener, entry?.Newest?.Translated, problems) is not { } translated)
        {
            rejected.Add(received.Name, problems.ToString());
            return;
        }

        if (entry is null)
            _entries[received.Name] = entry = new Entry();
        Warm(entry, new Version(listener, received.Body.Value, clock.Stamp(received.Version), translated));
        if (entry.Error is { } error)
            rejected.Add(received.Name, error);
    }

    void Warm(Entry entry, Version version)
    {
        entry.Error = null;
        foreach (var secret in version.Secrets)
            secrets.Hold(secret);
        foreach (var table in version.Tables)
            routes.Hold(table);
        if (entry.Warming is { } overtaken)
            Drop(overtaken);
        entry.Warming = version;
        Promote(entry, force: false);
        if (entry.Warming == version)
            version.Deadline = deadlines.Start(() => Promote(entry, force: true));
    }

    /// <summary>Lets a warming listener take over when all it waits for is there, or when its time is up.</summary>
    void Promote(Entry entry, bool force)
    {
        if (entry.Warming is not { } version || (!force && !(version.Tables.All(routes.IsKnown) && version.Secrets.All(secrets.IsSettled))))
            return;
        if (version.Deadline is { } deadline)
            deadlines.Cancel(deadline);
        entry.Warming = null;
        entry.Error = target.SetListener(version.Translated.Config);
        var gone = entry.Error is null ? entry.Active : version;
        if (entry.Error is null)
            entry.Active = version;
        if (gone is not null)
            Drop(gone);
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
        target.RemoveListener(name);
        Drop(active);
    }

    void Drop(Version version)
    {
        if (version.Deadline is { } deadline)
            deadlines.Cancel(deadline);
        foreach (var secret in version.Secrets)
            secrets.Release(secret);
        foreach (var table in version.Tables)
            routes.Release(table);
    }

    sealed class Entry
    {
        public bool IsStatic { get; init; }

        public Version? Active { get; set; }

        public Version? Warming { get; set; }

        /// <summary>Why the newest version is not in service, when its sockets could not be had.</summary>
        public string? Error { get; set; }

        public Version? Newest => Warming ?? Active;
    }

    /// <summary>One version of a listener, with what it was made from.</summary>
    public sealed class Version(ProtoListener source, ByteString bytes, Stamp stamp, TranslatedListener translated)
    {
        public ProtoListener Source { get; } = source;

        public ByteString Bytes { get; } = bytes;

        public Stamp Stamp { get; } = stamp;

        public TranslatedListener Translated { get; } = translated;

        public IReadOnlySet<SecretSource.Sds> Secrets { get; } = NamedSecrets.Of(translated.Config);

        public IReadOnlySet<string> Tables { get; } = TablesOf(translated.Config);

        public LoopTimer? Deadline { get; set; }

        static HashSet<string> TablesOf(ListenerConfig listener)
        {
            var chains = listener.FilterChains.Chains.AsEnumerable();
            if (listener.FilterChains.DefaultChain is { } last)
                chains = chains.Append(last);
            return
            [
                .. chains.SelectMany(chain => chain.Filters).OfType<HttpConnectionManagerConfig>()
                    .Select(manager => manager.Routes).OfType<RouteSource.Rds>().Select(source => source.Name),
            ];
        }
    }
}
