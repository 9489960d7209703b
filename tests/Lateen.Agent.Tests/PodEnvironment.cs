namespace Lateen.Agent.Tests;

/// <summary>The environment that injection gives a pod.</summary>
static class PodEnvironment
{
    internal static Dictionary<string, string> Reviews() => new(StringComparer.Ordinal)
    {
        ["POD_NAME"] = "reviews-v1-0",
        ["POD_NAMESPACE"] = "default",
        ["SERVICE_ACCOUNT"] = "reviews",
        ["INSTANCE_IP"] = "10.244.0.7",
        ["ISTIO_META_WORKLOAD_NAME"] = "reviews-v1",
        ["ISTIO_METAJSON_LABELS"] = """{"app":"reviews","version":"v1"}""",
        ["PROXY_CONFIG"] = """{"discoveryAddress":"10.244.0.1:15012","concurrency":1}""",
    };
}
