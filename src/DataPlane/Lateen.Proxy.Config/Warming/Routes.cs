using Envoy.Config.Route.V3;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Runtime;
using Lateen.Xds;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>Route tables from RDS, subscribed while a listener names them. One that is wrong leaves its last good version in force.</summary>
sealed class Routes(IXdsSubscriptions subscriptions, IConfigurationTarget target, IRouteReader reader, Clock clock) : IXdsHandler
{
    readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Called when a table has come for the first time.</summary>
    public Action<string>? Arrived { get; set; }

    /// <summary>True when the table has come.</summary>
    public bool IsKnown(string name) => _entries.TryGetValue(name, out var entry) && entry.Source is not null;

    /// <summary>What is known, for dumps.</summary>
    public IEnumerable<(Stamp Stamp, RouteConfiguration Source)> All =>
        _entries.Values.Where(entry => entry.Source is not null).Select(entry => (entry.Stamp, entry.Source!));

    /// <summary>One more listener names the table.</summary>
    public void Hold(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            _entries[name] = entry = new Entry();
            subscriptions.Subscribe(XdsTypes.RouteConfiguration, name);
        }

        entry.Holders++;
    }

    /// <summary>One listener fewer names it; what nobody names is forgotten.</summary>
    public void Release(string name)
    {
        if (!_entries.TryGetValue(name, out var entry) || --entry.Holders > 0)
            return;
        _entries.Remove(name);
        subscriptions.Unsubscribe(XdsTypes.RouteConfiguration, name);
        target.RemoveRoutes(name);
    }

    /// <inheritdoc />
    public XdsVerdict OnUpdate(XdsUpdate update)
    {
        var rejected = new Rejections("route configuration(s)");
        foreach (var received in update.Resources)
        {
            if (_entries.TryGetValue(received.Name, out var entry) && entry.Bytes?.Equals(received.Body.Value) != true)
                Apply(received, entry, rejected);
        }

        return rejected.Verdict;
    }

    void Apply(XdsReceived received, Entry entry, Rejections rejected)
    {
        var problems = new ProblemList();
        if (Resource.Read(received, RouteConfiguration.Parser, problems) is not { } source
            || reader.Read(source, problems.Root) is not { } table || !problems.IsEmpty)
        {
            rejected.Add(received.Name, problems.ToString());
            return;
        }

        var isFirst = entry.Source is null;
        (entry.Source, entry.Bytes, entry.Stamp) = (source, received.Body.Value, clock.Stamp(received.Version));
        target.SetRoutes(table);
        if (isFirst)
            Arrived?.Invoke(received.Name);
    }

    sealed class Entry
    {
        public int Holders { get; set; }

        public RouteConfiguration? Source { get; set; }

        public Google.Protobuf.ByteString? Bytes { get; set; }

        public Stamp Stamp { get; set; } = Stamp.None;
    }
}
