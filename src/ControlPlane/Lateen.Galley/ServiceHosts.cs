using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Galley;

/// <summary>Every host that the mesh knows a service for: Kubernetes' Services and ServiceEntries.</summary>
sealed class ServiceHosts
{
    readonly HashSet<Hostname> exact;
    readonly Hostname[] wildcards;

    public ServiceHosts(AnalysisContext context)
    {
        var hosts = context.List(Kinds.Service).Select(context.Mesh.HostOf)
            .Concat(context.List(Kinds.ServiceEntry).SelectMany(entry => entry.As<ServiceEntry>().Hosts.Select(Hostname.Of))).ToArray();
        exact = [.. hosts.Where(host => !host.IsWildcard)];
        wildcards = [.. hosts.Where(host => host.IsWildcard)];
    }

    /// <summary>Whether there is a service of this name, or, for a wildcard, one that it takes in.</summary>
    public bool Has(Hostname host) => host.IsWildcard
        ? exact.Any(known => known.SubsetOf(host)) || wildcards.Any(host.Matches)
        : exact.Contains(host) || wildcards.Any(host.SubsetOf);

    /// <summary>The nearest known name, as people would write it; empty when none is near.</summary>
    public string Suggest(Hostname host)
    {
        var label = host.Value.Split('.')[0];
        var near = exact.Select(known => known.Value).Where(known => IsNear(known.Split('.')[0], label)).Order(StringComparer.Ordinal).FirstOrDefault();
        return near is null ? "" : $"did you mean \"{near}\"?";
    }

    /// <summary>The same label elsewhere, or one letter more, less or other.</summary>
    static bool IsNear(string known, string label)
    {
        if (known == label)
            return true;
        if (Math.Abs(known.Length - label.Length) > 1 || label.Length < 3)
            return false;
        var (longer, shorter) = known.Length >= label.Length ? (known, label) : (label, known);
        var at = 0;
        while (at < shorter.Length && longer[at] == shorter[at])
            at++;
        return longer.AsSpan(at + 1).SequenceEqual(shorter.AsSpan(longer.Length == shorter.Length ? at + 1 : at));
    }
}
