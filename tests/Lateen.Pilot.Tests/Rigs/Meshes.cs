namespace Lateen.Pilot.Tests.Rigs;

/// <summary>Manifests that tests start from.</summary>
static class Meshes
{
    /// <summary>A service with one ready pod behind it.</summary>
    public static string Workload(string name, string version, string address, string clusterIp, string port = "http", int number = 9080) => $$"""
        {{Service(name, clusterIp, port, number)}}
        ---
        {{Pod(name, version, address)}}
        ---
        {{Slice(name, port, number, (name + "-" + version, address))}}
        """;

    public static string Service(string name, string clusterIp, string port, int number) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: default}
        spec: {clusterIP: {{clusterIp}}, selector: {app: {{name}} }, ports: [{name: {{port}}, port: {{number}} }]}
        """;

    public static string Pod(string name, string version, string address, string account = "") => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}-{{version}}
          namespace: default
          labels: {app: {{name}}, version: {{version}}, security.istio.io/tlsMode: istio, service.istio.io/canonical-name: {{name}}, service.istio.io/canonical-revision: {{version}} }
        spec: {serviceAccountName: {{(account.Length > 0 ? account : "bookinfo-" + name)}}, containers: [{name: app, image: x}]}
        status: {podIP: {{address}}, conditions: [{type: Ready, status: "True"}]}
        """;

    public static string Slice(string service, string port, int number, params (string Pod, string Address)[] members) => $$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: {{service}}-1, namespace: default, labels: {kubernetes.io/service-name: {{service}} } }
        addressType: IPv4
        ports: [{name: {{port}}, port: {{number}} }]
        endpoints:
        {{string.Join('\n', members.Select(member => $"- {{addresses: [{member.Address}], conditions: {{ready: true}}, targetRef: {{kind: Pod, name: {member.Pod}, namespace: default}}}}"))}}
        """;

    /// <summary>Two services, the second in two versions with weights.</summary>
    public static string Bookinfo => $$"""
        {{Workload("productpage", "v1", "10.0.0.1", "10.96.0.1")}}
        ---
        {{Service("reviews", "10.96.0.2", "http", 9080)}}
        ---
        {{Pod("reviews", "v1", "10.0.0.2")}}
        ---
        {{Pod("reviews", "v2", "10.0.0.3")}}
        ---
        {{Slice("reviews", "http", 9080, ("reviews-v1", "10.0.0.2"), ("reviews-v2", "10.0.0.3"))}}
        ---
        {{Weights(80, 20)}}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: default}
        spec: {host: reviews, subsets: [{name: v1, labels: {version: v1} }, {name: v2, labels: {version: v2} }]}
        """;

    public static string Weights(int second, int first) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec:
          hosts: [reviews]
          http:
          - route:
            - {destination: {host: reviews, subset: v2}, weight: {{second}} }
            - {destination: {host: reviews, subset: v1}, weight: {{first}} }
        """;

    public const string ProductpageNode = "sidecar~10.0.0.1~productpage-v1.default~default.svc.cluster.local";
}
