using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>A client of both control planes.</summary>
/// <param name="Name">In messages.</param>
/// <param name="Id">Node id.</param>
/// <param name="Metadata">Node metadata, JSON.</param>
/// <param name="Targets">What a gRPC client asks for; none for a proxy.</param>
sealed record Clients(string Name, string Id, string Metadata, params string[] Targets)
{
    /// <summary>A sidecar of each kind of workload, the gateway, and a gRPC client.</summary>
    public static IReadOnlyList<Clients> All { get; } =
    [
        Sidecar("productpage-v1", "productpage", "v1", "10.244.1.1"),
        Sidecar("reviews-v2", "reviews", "v2", "10.244.1.4"),
        Sidecar("mixed", "mixed", "v1", "10.244.1.20"),
        Sidecar("zoned", "zoned", "v1", "10.244.2.1"),
        Sidecar("visitor", "visitor", "v1", "10.244.1.30", "other"),
        new("gateway", "router~10.244.1.10~istio-ingressgateway.istio-system~istio-system.svc.cluster.local",
            Metadata_("istio-system", "10.244.1.10", """{"app":"istio-ingressgateway","istio":"ingressgateway"}""")),
        new("grpc", "sidecar~10.244.1.1~productpage-v1.default~default.svc.cluster.local",
            """{"GENERATOR":"grpc","NAMESPACE":"default","CLUSTER_ID":"Kubernetes","LABELS":{"app":"productpage"}}""",
            "reviews.default.svc.cluster.local:9080", "ratings:9080", "xds.istio.io/grpc/lds/inbound/0.0.0.0:9080"),
    ];

    public Node Node()
    {
        var node = ClientSide.Node(Id, Metadata);
        if (Name == "zoned")
            node.Locality = new Locality { Region = "r1", Zone = "z1", SubZone = "s1" };
        return node;
    }

    public Task<Dictionary<string, IReadOnlyList<Any>>> TakeAsync(Func<string, IReadOnlyList<string>, Task<IReadOnlyList<Any>>> ask) =>
        Targets.Length > 0 ? ClientSide.TakeProxylessAsync(ask, Targets) : ClientSide.TakeAsync(ask);

    static Clients Sidecar(string pod, string app, string version, string address, string space = "default") =>
        new(pod, $"sidecar~{address}~{pod}.{space}~{space}.svc.cluster.local",
            Metadata_(space, address, $$"""{"app":"{{app}}","version":"{{version}}","security.istio.io/tlsMode":"istio"}"""));

    static string Metadata_(string space, string address, string labels) => $$"""
        {"NAMESPACE":"{{space}}","CLUSTER_ID":"Kubernetes","LABELS":{{labels}},"ISTIO_VERSION":"1.31.0","INTERCEPTION_MODE":"REDIRECT","INSTANCE_IPS":"{{address}}",
        "ENVOY_STATUS_PORT":15021,"ENVOY_PROMETHEUS_PORT":15090,"MESH_ID":"cluster.local","DNS_CAPTURE":"true"}
        """;
}
