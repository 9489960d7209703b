using Envoy.Config.Endpoint.V3;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Xds;
using Lateen.Xds.Client;

namespace Lateen.Proxy.Config.Warming;

/// <summary>The endpoints of EDS clusters, by the name that their cluster asks for. Several clusters may ask for one name.</summary>
sealed class Endpoints(IXdsSubscriptions subscriptions, Clock clock) : IXdsHandler
{
    readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Called with a name whose endpoints have come; they may be the same as before.</summary>
    public Action<string>? Arrived { get; set; }

    /// <summary>The last good endpoints of a name; null when none came yet.</summary>
    public EndpointsConfig? Find(string name) => _entries.GetValueOrDefault(name)?.Config;

    /// <summary>What arrived last for each name, for dumps.</summary>
    public IEnumerable<(Stamp Stamp, ClusterLoadAssignment Assignment)> All =>
        _entries.Values.Where(entry => entry.Assignment is not null).Select(entry => (entry.Stamp, entry.Assignment!));

    /// <summary>A cluster warms and asks for its endpoints: they are asked for again if they are known, since the server sends them only when asked.</summary>
    public void Request(string name)
    {
        if (_entries.TryGetValue(name, out var entry))
        {
            entry.Holders++;
            subscriptions.Refresh(XdsTypes.ClusterLoadAssignment, name);
            return;
        }

        _entries[name] = new Entry { Holders = 1 };
        subscriptions.Subscribe(XdsTypes.ClusterLoadAssignment, name);
    }

    /// <summary>One cluster fewer asks for the name.</summary>
    public void Release(string name)
    {
        if (!_entries.TryGetValue(name, out var entry) || --entry.Holders > 0)
            return;
        _entries.Remove(name);
        subscriptions.Unsubscribe(XdsTypes.ClusterLoadAssignment, name);
    }

    /// <inheritdoc />
    public XdsVerdict OnUpdate(XdsUpdate update)
    {
        var rejected = new Rejections("endpoints");
        foreach (var received in update.Resources)
        {
            if (_entries.TryGetValue(received.Name, out var entry))
                Apply(received, entry, rejected);
        }

        // A removed assignment changes nothing, as in Envoy: the cluster keeps its hosts until it goes itself.
        return rejected.Verdict;
    }

    void Apply(XdsReceived received, Entry entry, Rejections rejected)
    {
        var problems = new ProblemList();
        if (Resource.Read(received, ClusterLoadAssignment.Parser, problems) is { } assignment)
        {
            if (assignment.ClusterName != received.Name)
                problems.Root.Fail($"Unexpected EDS cluster (expecting {received.Name}): {assignment.ClusterName}");
            var config = EndpointsTranslator.Translate(assignment, names: false, problems.Root);
            if (problems.IsEmpty)
            {
                (entry.Config, entry.Assignment, entry.Stamp) = (config, assignment, clock.Stamp(received.Version));
                Arrived?.Invoke(received.Name);
                return;
            }
        }

        rejected.Add(received.Name, problems.ToString());
    }

    sealed class Entry
    {
        public int Holders { get; set; }

        public EndpointsConfig? Config { get; set; }

        public ClusterLoadAssignment? Assignment { get; set; }

        public Stamp Stamp { get; set; } = Stamp.None;
    }
}
