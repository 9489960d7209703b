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
/// The secrets that listeners and clusters name: subscribed while somebody holds them, published as they come, and waited for while their
/// holders warm. A secret that is wrong leaves its last good value in force.
/// </summary>
sealed class Secrets(IXdsSubscriptions subscriptions, IConfigurationTarget target, Clock clock) : IXdsHandler
{
    readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Called when a secret has come for the first time.</summary>
    public Action<string>? Arrived { get; set; }

    /// <summary>True when the secret has a value.</summary>
    public bool IsKnown(string name) => _entries.TryGetValue(name, out var entry) && entry.Value is not null;

    /// <summary>What is known, for dumps; values print as names only.</summary>
    public IEnumerable<(string Name, Stamp Stamp, SecretValue? Value)> All => _entries.Select(entry => (entry.Key, entry.Value.Stamp, entry.Value.Value));

    /// <summary>One more part of the configuration names the secret.</summary>
    public void Hold(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            _entries[name] = entry = new Entry();
            subscriptions.Subscribe(XdsTypes.Secret, name);
        }

        entry.Holders++;
    }

    /// <summary>One part fewer names it; what nobody names is forgotten.</summary>
    public void Release(string name)
    {
        if (!_entries.TryGetValue(name, out var entry) || --entry.Holders > 0)
            return;
        _entries.Remove(name);
        subscriptions.Unsubscribe(XdsTypes.Secret, name);
        target.RemoveSecret(name);
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

        return rejected.Verdict;
    }

    void Apply(XdsReceived received, Entry entry, Rejections rejected)
    {
        var problems = new ProblemList();
        if (Resource.Read(received, Secret.Parser, problems) is not { } secret || SecretTranslator.Translate(secret, problems) is not { } value)
        {
            rejected.Add(received.Name, problems.ToString());
            return;
        }

        var isFirst = entry.Value is null;
        (entry.Value, entry.Stamp) = (value, clock.Stamp(received.Version));
        target.SetSecret(value);
        if (isFirst)
            Arrived?.Invoke(received.Name);
    }

    sealed class Entry
    {
        public int Holders { get; set; }

        public SecretValue? Value { get; set; }

        public Stamp Stamp { get; set; } = Stamp.None;
    }
}
