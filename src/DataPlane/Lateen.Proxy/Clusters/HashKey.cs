using System.Collections.Immutable;
using System.Text;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Clusters;

/// <summary>What identifies hosts to consistent hashing: the key of their metadata (envoy.lb, hash_key), else name or address; and their shares.</summary>
static class HashKey
{
    public static byte[] Of(HostState host, bool useHostname)
    {
        if (host.Endpoint.Metadata.Find("envoy.lb", "hash_key") is MetadataValue.StringValue { Value: { Length: > 0 } key }) return Encoding.UTF8.GetBytes(key);
        return Encoding.UTF8.GetBytes(useHostname && host.Endpoint.Hostname.Length > 0 ? host.Endpoint.Hostname : host.Host.AddressText);
    }

    /// <summary>Weights that sum to 1.</summary>
    public static ImmutableArray<double> Shares(HostSet hosts)
    {
        var total = hosts.Weights.Sum();
        return [.. hosts.Weights.Select(weight => weight / total)];
    }
}
