using Lateen.Proxy.Matching;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Clusters;

/// <summary>Which transport socket an endpoint gets: the first match whose values its metadata all has, or the cluster's own.</summary>
public static class TransportSocketSelection
{
    const string Namespace = "envoy.transport_socket_match";

    /// <param name="name">Name of the chosen match; empty for the cluster's own socket.</param>
    public static TransportSocketConfig Select(ClusterConfig cluster, Metadata endpoint, Metadata locality, out string name)
    {
        foreach (var entry in cluster.TransportSocketMatches)
        {
            if (!IsMatch(entry, endpoint, locality)) continue;
            name = entry.Name;
            return entry.TransportSocket;
        }
        name = "";
        return cluster.TransportSocket;
    }

    static bool IsMatch(TransportSocketMatch entry, Metadata endpoint, Metadata locality)
    {
        // The endpoint's metadata hides the locality's as a whole, not key by key.
        var metadata = endpoint.Namespaces.ContainsKey(Namespace) ? endpoint : locality;
        foreach (var (key, value) in entry.Match.Fields)
            if (metadata.Find(Namespace, key) != value) return false;
        return true;
    }
}
