using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lateen.Agent.Options;

/// <summary>The metadata of a node: ISTIO_META_* as text, ISTIO_METAJSON_* as JSON, then what the agent knows itself, which wins.</summary>
static class NodeMetadata
{
    /// <summary>The Istio whose behaviour Lateen follows; control planes key features off it.</summary>
    const string IstioVersion = "1.31.0";

    const string TextPrefix = "ISTIO_META_";
    const string JsonPrefix = "ISTIO_METAJSON_";

    internal static JsonObject Build(AgentOptions options, IReadOnlyDictionary<string, string> environment, JsonObject proxyConfig)
    {
        var metadata = new JsonObject();
        foreach (var (name, value) in environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
            if (name.StartsWith(TextPrefix, StringComparison.Ordinal))
                metadata[name[TextPrefix.Length..]] = value;
            else if (name.StartsWith(JsonPrefix, StringComparison.Ordinal))
                Merge(metadata, name, value);
        metadata["NAME"] = options.PodName;
        metadata["NAMESPACE"] = options.Namespace;
        metadata["SERVICE_ACCOUNT"] = options.ServiceAccount;
        metadata["INSTANCE_IPS"] = string.Join(",", options.InstanceAddresses);
        metadata["CLUSTER_ID"] = options.ClusterId;
        metadata["ISTIO_VERSION"] = IstioVersion;
        metadata["ENVOY_STATUS_PORT"] = options.ReadinessPort;
        metadata["ENVOY_PROMETHEUS_PORT"] = options.PrometheusPort;
        metadata["PILOT_SAN"] = new JsonArray(options.DiscoveryName);
        metadata["PROXY_CONFIG"] = ProxyConfig(options, proxyConfig);
        metadata.TryAdd("INTERCEPTION_MODE", "REDIRECT");
        metadata.TryAdd("MESH_ID", options.TrustDomain);
        return metadata;
    }

    static JsonObject ProxyConfig(AgentOptions options, JsonObject given)
    {
        var config = (JsonObject)given.DeepClone();
        config["discoveryAddress"] = options.DiscoveryAddress;
        config["proxyAdminPort"] = options.AdminPort;
        config["statusPort"] = options.StatusPort;
        config["concurrency"] = options.Concurrency;
        return config;
    }

    /// <summary>ISTIO_METAJSON_LABELS='{"app":"x"}' becomes LABELS; an object is merged into one that is there.</summary>
    static void Merge(JsonObject metadata, string variable, string text)
    {
        var name = variable[JsonPrefix.Length..];
        try
        {
            if (JsonNode.Parse(text) is not JsonObject value)
                throw new OptionsException($"{variable} is not a JSON object");
            if (metadata[name] is JsonObject present)
                foreach (var (key, item) in value)
                    present[key] = item?.DeepClone();
            else
                metadata[name] = value;
        }
        catch (JsonException wrong)
        {
            throw new OptionsException($"{variable} is not JSON: {wrong.Message}");
        }
    }
}
