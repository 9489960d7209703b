using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Transport;
using Lateen.Xds;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>
/// The secrets that listeners and clusters name: subscribed while somebody holds them, at the agent or at the control plane, published as they come, and
/// waited for while their holders warm. A secret that is wrong leaves its last good value in force.
/// </summary>
/// <param name="ads">Secrets that users keep with the control plane.</param>
/// <param name="agent">The workload's own; the same as <paramref name="ads"/> where there is no agent.</param>
/// <param name="target">Where values go.</param>
/// <param name="clock">For dumps.</param>
sealed class Secrets(IXdsSubscriptions ads, IXdsSubscriptions agent, IConfigurationTarget target, Clock clock) : IXdsHandler
{
    readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Called when a secret has come for the first time, or it is known that there is none.</summary>
    public Action<string>? Arrived { get; set; }

    /// <summary>
    /// Whether nobody needs to wait for the secret: it has a value, or the server says that there is none. In that case its holders go into service,
    /// and connections that need it fail until it comes; everything else works.
    /// </summary>
    public bool IsSettled(SecretSource.Sds secret) => _entries.TryGetValue(secret.Name, out var entry) && (entry.Value is not null || entry.IsAbsent);

    /// <summary>What is known, for dumps; values print as names only.</summary>
    public IEnumerable<(string Name, Stamp Stamp, SecretValue? Value)> All => _entries.Select(entry => (entry.Key, entry.Value.Stamp, entry.Value.Value));

    /// <summary>One more part of the configuration names the secret. Who names it first says where it comes from.</summary>
    public void Hold(SecretSource.Sds secret)
    {
        if (!_entries.TryGetValue(secret.Name, out var entry))
        {
            _entries[secret.Name] = entry = new Entry(secret.IsFromAds ? ads : agent);
            entry.Origin.Subscribe(XdsTypes.Secret, secret.Name);
        }

        entry.Holders++;
    }

    /// <summary>One part fewer names it; what nobody names is forgotten.</summary>
    public void Release(SecretSource.Sds secret)
    {
        if (!_entries.TryGetValue(secret.Name, out var entry) || --entry.Holders > 0)
            return;
        _entries.Remove(secret.Name);
        entry.Origin.Unsubscribe(XdsTypes.Secret, secret.Name);
        target.RemoveSecret(secret.Name);
    }

    /// <inheritdoc />
    public XdsVerdict OnUpdate(XdsUpdate update)
    {
        var rejected = new Rejections("secret(s)");
        foreach (var received in update.Resources)
        {
            if (_entries.TryGetValue(received.Name, out var entry))
                Apply(received, entry, rejected);
        }

        foreach (var name in update.Removed)
        {
            if (_entries.TryGetValue(name, out var entry) && entry.Value is null)
                MarkAbsent(name, entry);
        }

        return rejected.Verdict;
    }

    /// <summary>A secret that was there and is taken away stays in force: whoever names it must be changed first.</summary>
    void MarkAbsent(string name, Entry entry)
    {
        entry.IsAbsent = true;
        Arrived?.Invoke(name);
    }

    void Apply(XdsReceived received, Entry entry, Rejections rejected)
    {
        var problems = new ProblemList();
        if (Resource.Read(received, Secret.Parser, problems) is not { } secret || SecretTranslator.Translate(secret, problems) is not { } value)
        {
            rejected.Add(received.Name, problems.ToString());
            return;
        }

        if (target.SetSecret(value) is { } unusable)
        {
            rejected.Add(received.Name, unusable);
            return;
        }

        var isFirst = entry.Value is null;
        (entry.Value, entry.Stamp) = (value, clock.Stamp(received.Version));
        if (isFirst)
            Arrived?.Invoke(received.Name);
    }

    sealed class Entry(IXdsSubscriptions origin)
    {
        public IXdsSubscriptions Origin { get; } = origin;

        public int Holders { get; set; }

        public SecretValue? Value { get; set; }

        /// <summary>The server has said that there is no such secret, and it has not come since.</summary>
        public bool IsAbsent { get; set; }

        public Stamp Stamp { get; set; } = Stamp.None;
    }
}
