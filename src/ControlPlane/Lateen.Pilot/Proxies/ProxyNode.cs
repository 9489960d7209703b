using System.Diagnostics.CodeAnalysis;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Locality = Lateen.Core.Locality;

namespace Lateen.Pilot.Proxies;

/// <summary>A client as its node describes it. Two clients that say the same are the same.</summary>
/// <param name="Type">Its part.</param>
/// <param name="Address">Its IP address.</param>
/// <param name="Namespace">Of its pod.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Labels">What it says its pod's labels are; the pod object's own are preferred.</param>
/// <param name="Cluster">CLUSTER_ID.</param>
/// <param name="Mesh">MESH_ID.</param>
/// <param name="DnsCapture">Whether it answers its workload's DNS queries.</param>
/// <param name="StatusPort">ENVOY_STATUS_PORT; 0 when not said.</param>
/// <param name="PrometheusPort">ENVOY_PROMETHEUS_PORT; 0 when not said.</param>
/// <param name="Unprivileged">Whether it may not bind ports below 1024.</param>
/// <param name="HttpProxyPort">HTTP_PROXY_PORT; 0 when not said.</param>
/// <param name="Capabilities">What it has.</param>
public sealed record ProxyNode(
    ProxyType Type, string Address, string Namespace, string Pod, Labels Labels, string Cluster, string Mesh, bool DnsCapture,
    int StatusPort, int PrometheusPort, bool Unprivileged, int HttpProxyPort, Capabilities Capabilities)
{
    /// <summary>Where it runs, as it says itself.</summary>
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>Its namespace, when a certificate or token proves that it is of it; empty otherwise, and then it gets no secrets.</summary>
    public string ProvenNamespace { get; init; } = "";

    /// <summary>The node, with what its identities prove of it.</summary>
    public ProxyNode Proven(IEnumerable<string> identities) => this with
    {
        ProvenNamespace = identities.Any(identity => SpiffeId.TryParse(identity, out var id) && id.TryGetWorkload(out var own, out _) && own == Namespace) ? Namespace : "",
    };

    /// <summary>Reads a node; false, with what is wrong, when its id is none.</summary>
    public static bool TryRead(Node node, [NotNullWhen(true)] out ProxyNode? proxy, out string error)
    {
        proxy = null;
        error = "";
        if (!NodeId.TryParse(node.Id, out var id))
        {
            error = $"node id \"{node.Id}\" is not of the form type~ip~pod.namespace~domain with type sidecar or router";
            return false;
        }

        var metadata = node.Metadata ?? new Struct();
        var address = Text(metadata, "INSTANCE_IPS").Split(',')[0] is { Length: > 0 } listed ? listed : id.Address;
        if (!IpText.TryParse(address, out _))
        {
            error = $"node id \"{node.Id}\" has no valid IP address";
            return false;
        }

        proxy = new ProxyNode(
            TypeOf(id, metadata), address,
            Text(metadata, "NAMESPACE") is { Length: > 0 } named ? named : id.Namespace, id.Pod,
            LabelsOf(metadata), Text(metadata, "CLUSTER_ID"), Text(metadata, "MESH_ID"), Text(metadata, "DNS_CAPTURE") == "true",
            Number(metadata, "ENVOY_STATUS_PORT"), Number(metadata, "ENVOY_PROMETHEUS_PORT"), Text(metadata, "UNPRIVILEGED_POD") == "true",
            Number(metadata, "HTTP_PROXY_PORT"),
            Capabilities.Of(node))
        {
            Locality = node.Locality is { } place ? new Locality(place.Region, place.Zone, place.SubZone) : Locality.None,
        };
        return true;
    }

    static ProxyType TypeOf(NodeId id, Struct metadata) =>
        Text(metadata, "GENERATOR") == "grpc" ? ProxyType.Proxyless : id.Type == "router" ? ProxyType.Router : ProxyType.Sidecar;

    static Labels LabelsOf(Struct metadata) =>
        metadata.Fields.TryGetValue("LABELS", out var value) && value.KindCase == Value.KindOneofCase.StructValue
            ? Labels.Of(value.StructValue.Fields.Select(field => KeyValuePair.Create(field.Key, field.Value.StringValue)))
            : Labels.Empty;

    static string Text(Struct metadata, string key) =>
        metadata.Fields.TryGetValue(key, out var value) && value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : "";

    static int Number(Struct metadata, string key) => metadata.Fields.TryGetValue(key, out var value)
        ? value.KindCase == Value.KindOneofCase.NumberValue ? (int)value.NumberValue : int.TryParse(value.StringValue, out var number) ? number : 0
        : 0;
}
