using k8s.Models;
using Lateen.Config.Reading;
using Lateen.Local.Containers;
using Lateen.Local.Images;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;
using Lateen.Local.Registry;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Tests;

/// <summary>From manifests to pods, their programs, and what the control plane sees of them.</summary>
public sealed class PlanTests
{
    const string Manifests = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: default, labels: {istio-injection: enabled}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec:
          selector: {app: web}
          ports: [{name: http, port: 80, targetPort: web}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web, version: v3}}
            spec:
              serviceAccountName: web-account
              containers:
              - name: web
                image: registry:5000/lateen/echo:1.0
                ports: [{name: web, containerPort: 8080}]
                env:
                - {name: ME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: outside}
        spec:
          selector: {matchLabels: {app: outside}}
          template:
            metadata: {labels: {app: outside, sidecar.istio.io/inject: "false"}}
            spec: {containers: [{name: main, image: lateen/echo}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: edge, namespace: istio-system}
        spec:
          selector: {matchLabels: {istio: ingressgateway}}
          template:
            metadata:
              labels: {istio: ingressgateway, sidecar.istio.io/inject: "true"}
              annotations: {inject.istio.io/templates: gateway}
            spec: {containers: [{name: istio-proxy, image: auto}]}
        """;

    readonly MeshManifest manifest = Read(Manifests);
    readonly PodPlanner planner = new(new NamespaceAddresses());

    [Fact]
    public void Pods_have_the_names_roles_and_labels_of_injected_ones()
    {
        var pods = planner.Plan(manifest, []).ToDictionary(pod => pod.Name);
        Assert.Equal(["edge-0", "outside-0", "web-0", "web-1"], pods.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((ProxyRole.Router, ProxyRole.None, ProxyRole.Sidecar), (pods["edge-0"].Role, pods["outside-0"].Role, pods["web-1"].Role));
        Assert.Equal(("istio", "web", "v3"), (pods["web-0"].Labels["security.istio.io/tlsMode"], pods["web-0"].Labels["service.istio.io/canonical-name"],
            pods["web-0"].Labels["service.istio.io/canonical-revision"]));
        Assert.False(pods["edge-0"].Labels.ContainsKey("security.istio.io/tlsMode"));
        Assert.False(pods["outside-0"].Labels.ContainsKey("service.istio.io/canonical-name"));
    }

    [Fact]
    public void A_pod_keeps_its_address_and_a_released_one_is_used_again()
    {
        var before = planner.Plan(manifest, []);
        Assert.Equal(before, planner.Plan(manifest, before));
        planner.Release(before[0]);
        var other = manifest with { Workloads = [manifest.Workloads[0] with { Owner = manifest.Workloads[0].Owner with { Name = "other" } }] };
        Assert.Equal(before[0].Address, planner.Plan(other, [])[0].Address);
    }

    [Fact]
    public void A_sidecar_pod_runs_its_proxy_beside_its_application()
    {
        var plan = Containers(planner.Plan(manifest, []).Single(pod => pod.Name == "web-0"));
        Assert.Equal(["istio-proxy", "web"], plan.Select(container => container.Name));
        Assert.Equal(["/programs/lateen-proxy", "sidecar"], plan[0].Command.Take(2));
        Assert.Equal(("web-0", "default", "web-account"), (plan[0].Environment["POD_NAME"], plan[0].Environment["POD_NAMESPACE"], plan[0].Environment["SERVICE_ACCOUNT"]));
        Assert.Equal(["/programs/bookinfo", "echo"], plan[1].Command);
        Assert.Equal(("web-0", "80"), (plan[1].Environment["ME"], plan[1].Environment["WEB_SERVICE_PORT"]));
        Assert.NotEqual(plan[0].UserId, plan[1].UserId);
    }

    [Fact]
    public void A_gateway_runs_nothing_but_its_proxy() =>
        Assert.Equal("router", Assert.Single(Containers(planner.Plan(manifest, []).Single(pod => pod.Name == "edge-0"))).Command[1]);

    [Fact]
    public void An_unknown_image_is_an_error_that_says_what_to_do()
    {
        var web = planner.Plan(manifest, []).Single(pod => pod.Name == "web-0");
        web.Spec.Containers[0].Image = "nginx:1.25";
        var problem = Assert.Throws<LocalMeshException>(() => Containers(web));
        Assert.Contains("nginx:1.25", problem.Message);
        Assert.Contains("lateen.yaml", problem.Message);
    }

    [Fact]
    public void Only_ready_pods_get_connections_and_named_ports_are_resolved()
    {
        var pods = planner.Plan(manifest, []).Where(pod => pod.Role == ProxyRole.Sidecar).Select((pod, index) => (pod, index == 1)).ToArray();
        var service = Assert.Single(manifest.Services);
        var registry = new MeshRegistry([service], new Dictionary<string, System.Net.IPAddress> { ["default/web"] = new NamespaceAddresses().Service(0) }, pods);
        Assert.Equal($"{pods[1].pod.Address}:8080", Assert.Single(registry.EndpointsOf(service, service.Spec.Ports[0])).ToString());
        var slice = Assert.Single(registry.Objects().OfType<V1EndpointSlice>());
        Assert.Equal([false, true], slice.Endpoints.Select(endpoint => endpoint.Conditions.Ready));
        Assert.Equal("10.96.0.10", Assert.Single(registry.Objects().OfType<V1Service>()).Spec.ClusterIP);
    }

    [Fact]
    public void Hosts_give_short_names_only_inside_the_namespace()
    {
        var registry = new MeshRegistry(manifest.Services, new Dictionary<string, System.Net.IPAddress> { ["default/web"] = new NamespaceAddresses().Service(0) }, []);
        var pods = planner.Plan(manifest, []);
        Assert.Contains("10.96.0.10 web web.default web.default.svc web.default.svc.cluster.local\n", registry.NetworkOf(pods.First(pod => pod.Namespace == "default")).Hosts);
        Assert.Contains("10.96.0.10 web.default web.default.svc web.default.svc.cluster.local\n", registry.NetworkOf(pods.First(pod => pod.Namespace == "istio-system")).Hosts);
    }

    [Fact]
    public void What_the_registry_writes_the_control_plane_can_read()
    {
        var folder = Directory.CreateTempSubdirectory("lateen-registry");
        try
        {
            var pods = planner.Plan(manifest, []).Select(pod => (pod, true)).ToArray();
            var registry = new MeshRegistry(manifest.Services, new Dictionary<string, System.Net.IPAddress> { ["default/web"] = new NamespaceAddresses().Service(0) }, pods);
            var writer = new RegistryWriter(folder.FullName);
            writer.Write(registry.Objects());
            var read = ReadResult.Merge(folder.EnumerateFiles().Select(file => ConfigReader.Read(file.Name, File.ReadAllText(file.FullName))));
            Assert.Empty(read.Diagnostics);
            Assert.Equal(["EndpointSlice", "Pod", "Pod", "Pod", "Pod", "Service"], read.Objects.Select(item => item.Kind.Name).Order(StringComparer.Ordinal));
            writer.Write([]);
            Assert.Empty(folder.EnumerateFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    IReadOnlyList<ContainerPlan> Containers(PodPlan pod)
    {
        var sandbox = new NamespaceSandbox(new SandboxLayout("/sandbox"), hasUserIds: true);
        var own = new Dictionary<string, IReadOnlyList<string>> { ["registry:5000/lateen/echo"] = ["/programs/bookinfo", "echo"] };
        return new ContainerPlanner(new ImageCatalog(own, "/programs/bookinfo"), new ProxyCommand("/programs/lateen-proxy", null, sandbox.Layout), sandbox, "/mesh")
            .Plan(pod, manifest.Services, new PodNetwork("", [], []));
    }

    static MeshManifest Read(string text)
    {
        var read = ConfigReader.Read("test.yaml", text);
        Assert.Empty(read.Diagnostics);
        return MeshManifest.From(read.Objects);
    }
}
