using System.Globalization;
using System.Text.Json;
using k8s.Models;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;
using Lateen.Local.Registry;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Containers;

/// <summary>How the proxy of a pod is started, with the environment that Istio's injection gives it.</summary>
/// <param name="Program">lateen-proxy, as seen inside the mesh.</param>
/// <param name="Envoy">Envoy to run under our agent, as seen inside the mesh; null for our own proxy.</param>
/// <param name="Layout">Where tokens, certificates and state are.</param>
internal sealed record ProxyCommand(string Program, string? Envoy, SandboxLayout Layout)
{
    // A sidecar beside a program for development has little to do; a gateway takes everybody's traffic.
    const int SidecarConcurrency = 1;
    const int GatewayConcurrency = 2;
    const int DrainSeconds = 5;

    public ContainerPlan For(PodPlan pod, ProxyNetwork network, IEnumerable<V1Container> applications, Dictionary<string, string> environment)
    {
        var config = ProxyConfig.Of(pod);
        foreach (var (name, value) in Metadata(pod, applications).Concat(network.Environment))
            environment[name] = value;
        environment["CA_ADDR"] = network.DiscoveryAddress;
        if (config.Count > 0)
            environment["PROXY_CONFIG"] = config.ToJsonString();
        return new ContainerPlan(ContainerPlan.ProxyName, Command(pod, network, config.ContainsKey("concurrency")), environment, PodPlan.ProxyUserId, KeepsNetAdmin: true);
    }

    IReadOnlyList<string> Command(PodPlan pod, ProxyNetwork network, bool saysConcurrency) =>
    [
        Program, .. Envoy is null ? [] : (string[])["agent", "--proxy", Envoy],
        pod.Role == ProxyRole.Router ? "router" : "sidecar",
        "--discovery-address", network.DiscoveryAddress,
        "--token-file", Layout.Token(pod),
        "--root-cert", Layout.RootCertificate,
        "--state-dir", Layout.ProxyState(pod),
        .. saysConcurrency ? [] : (string[])["--concurrency", Concurrency(pod).ToString(CultureInfo.InvariantCulture)],
        "--drain-time-s", DrainSeconds.ToString(CultureInfo.InvariantCulture),
        "--admin-port", "15000",
        .. network.Arguments,
    ];

    static int Concurrency(PodPlan pod) => pod.Role == ProxyRole.Router ? GatewayConcurrency : SidecarConcurrency;

    static Dictionary<string, string> Metadata(PodPlan pod, IEnumerable<V1Container> applications)
    {
        var owner = pod.Workload.Owner;
        var path = owner.Kind == "Pod" ? "" : $"kubernetes://apis/apps/v1/namespaces/{owner.Namespace}/{owner.Kind.ToLowerInvariant()}s/{owner.Name}";
        return new()
        {
            ["POD_NAME"] = pod.Name,
            ["POD_NAMESPACE"] = pod.Namespace,
            ["SERVICE_ACCOUNT"] = pod.ServiceAccount,
            ["INSTANCE_IP"] = pod.Address.ToString(),
            ["HOST_IP"] = pod.HostAddress.ToString(),
            ["TRUST_DOMAIN"] = "cluster.local",
            ["ISTIO_META_CLUSTER_ID"] = "Kubernetes",
            ["ISTIO_META_MESH_ID"] = "cluster.local",
            ["ISTIO_META_NODE_NAME"] = PodObjects.NodeName,
            ["ISTIO_META_WORKLOAD_NAME"] = pod.Workload.Name,
            ["ISTIO_META_OWNER"] = path,
            ["ISTIO_META_APP_CONTAINERS"] = string.Join(',', applications.Select(container => container.Name)),
            ["ISTIO_METAJSON_LABELS"] = JsonSerializer.Serialize(pod.Labels),
        };
    }
}
