using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Extensions.Metrics;

/// <summary>What decides the labels of one stream; read only when a combination is seen for the first time.</summary>
/// <param name="IsServer">Reported by the destination's proxy.</param>
/// <param name="Local">This workload.</param>
/// <param name="Peer">The other workload; null when it did not tell.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Cluster">The upstream cluster; null without one.</param>
/// <param name="Host">The authority, where it may stand for an unknown service; null where not.</param>
/// <param name="Protocol">http, grpc or tcp.</param>
/// <param name="GrpcStatus">A number, or empty.</param>
readonly record struct LabelFacts(
    bool IsServer, WorkloadPeer Local, WorkloadPeer? Peer, StreamInfo Stream, ClusterConfig? Cluster, string? Host, string Protocol, string GrpcStatus)
{
    const string Unknown = "unknown";

    /// <summary>The values, in the order of <see cref="IstioLabels.Http"/>.</summary>
    public ImmutableArray<string> Values()
    {
        var peer = Peer ?? new WorkloadPeer();
        var (source, destination) = IsServer ? (peer, Local) : (Local, peer);
        var (sourcePrincipal, destinationPrincipal) = Principals();
        var (host, name, serviceNamespace) = Service(destination);
        var sourceNamespace = Or(source.Namespace, NamespaceOf(sourcePrincipal));
        return
        [
            IsServer ? "destination" : "source",
            Or(source.WorkloadName), Or(source.CanonicalName), Or(source.CanonicalRevision, "latest"), Or(sourceNamespace),
            Or(sourcePrincipal), Or(source.App), Or(source.Version), Or(source.ClusterId),
            Or(destination.WorkloadName), Or(destination.Namespace, Or(NamespaceOf(destinationPrincipal))), Or(destinationPrincipal),
            Or(destination.App), Or(destination.Version),
            Or(host), Or(destination.CanonicalName), Or(destination.CanonicalRevision, "latest"), Or(name), Or(serviceNamespace),
            Or(destination.ClusterId),
            Protocol, Stream.ResponseCode.ToString(), GrpcStatus, Stream.Flags.IsEmpty ? "-" : Stream.Flags.ToString(), SecurityPolicy(),
        ];
    }

    (string Source, string Destination) Principals() => IsServer
        ? (First(Stream.Connection.PeerUriSans), First(Stream.Connection.LocalUriSans))
        : (First(Stream.UpstreamTls?.Local?.UriSans), First(Stream.UpstreamTls?.Peer?.UriSans));

    (string Host, string Name, string Namespace) Service(WorkloadPeer destination)
    {
        var clusterName = Cluster?.Name ?? Stream.UpstreamCluster;
        if (clusterName is "BlackHoleCluster" or "PassthroughCluster" or "InboundPassthroughCluster")
            return (Host ?? "", clusterName, destination.Namespace);
        if (Stream.RouteName is "block_all" or "allow_any" && Cluster is null)
            return (Host ?? "", Stream.RouteName == "block_all" ? "BlackHoleCluster" : "PassthroughCluster", destination.Namespace);
        if (Cluster?.Metadata.Find("istio", "services") is MetadataValue.ListValue { Items: [MetadataValue.StructValue service, ..] })
            return (Text(service, "host"), Text(service, "name"), Text(service, "namespace"));
        if (Cluster is null && ClusterName.TryParse(Stream.UpstreamCluster ?? "", out var named) && named.Host.Length > 0)
            return ServiceOf(named.Host);
        return (Host ?? "", Host ?? "", destination.Namespace);
    }

    // A connection knows its cluster by name only; Istio's names hold the host, and Kubernetes' hosts name and namespace.
    static (string Host, string Name, string Namespace) ServiceOf(string host)
    {
        var parts = host.Split('.');
        return parts is [var name, var space, "svc", ..] ? (host, name, space) : (host, host, "");
    }

    // Only the server knows for certain; Istio's proxy says unknown at the client.
    string SecurityPolicy() => !IsServer ? Unknown : Stream.Connection.IsMutualTls ? "mutual_tls" : "none";

    static string First(IReadOnlyList<string>? names) => names is { Count: > 0 } ? names[0] : "";

    static string NamespaceOf(string principal) => SpiffeId.TryParse(principal, out var id) && id.TryGetWorkload(out var found, out _) ? found : "";

    static string Text(MetadataValue.StructValue fields, string key) =>
        fields.Fields.TryGetValue(key, out var value) && value is MetadataValue.StringValue text ? text.Value : "";

    static string Or(string value, string otherwise = Unknown) => value.Length > 0 ? value : otherwise;
}
