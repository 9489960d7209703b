using Lateen.Core;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Scopes;

/// <summary>The hosts that an egress listener imports: <c>namespace/host</c>, with "*" for any namespace, "." for the proxy's own, "~" for none.</summary>
sealed class ImportedHosts
{
    readonly List<(string Namespace, Hostname Host)> entries = [];
    readonly List<(string Namespace, Hostname Host)> excluded = [];

    /// <param name="hosts">As the Sidecar says.</param>
    /// <param name="ownNamespace">Of the proxy.</param>
    public ImportedHosts(IEnumerable<string> hosts, string ownNamespace)
    {
        foreach (var entry in hosts)
        {
            var slash = entry.IndexOf('/');
            var space = slash < 0 ? "" : entry[..slash];
            var host = Hostname.Of(entry[(slash + 1)..]);
            if (space is "~")
                continue;
            (space.StartsWith('~') ? excluded : entries).Add((Resolve(space.TrimStart('~'), ownNamespace), host));
        }
    }

    /// <summary>Whether it imports a service. What it says of the service's own namespace counts before what it says of all.</summary>
    public bool Includes(Service service) => Includes(service.Namespace, service.Host.SubsetOf);

    /// <summary>Whether it imports a rule: when one of the rule's hosts and one of its own have names in common.</summary>
    public bool Includes(VirtualServiceRule rule) => rule.Hosts.Any(host => Includes(rule.Object.Namespace, host.Matches));

    bool Includes(string space, Func<Hostname, bool> matches) =>
        entries.Exists(entry => (entry.Namespace == space || entry.Namespace == "*") && matches(entry.Host))
        && !excluded.Exists(entry => (entry.Namespace == space || entry.Namespace == "*") && matches(entry.Host));

    static string Resolve(string space, string ownNamespace) => space == "." ? ownNamespace : space;
}
