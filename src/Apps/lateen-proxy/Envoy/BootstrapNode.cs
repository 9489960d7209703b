using System.Collections.Frozen;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Proxy.Extensions.Reading;
using Lateen.ProxyApp.Hosting;

namespace Lateen.ProxyApp.Envoy;

/// <summary>The node of a bootstrap: as it is sent in xDS, and as extensions look at it.</summary>
static class BootstrapNode
{
    /// <summary>The node with what Envoy adds: user agent and extensions.</summary>
    public static Node Of(Node node)
    {
        Node sent = node.Clone();
        NodeExtensions.AddTo(sent);
        return sent;
    }

    public static LocalNode LocalOf(Node node) => new()
    {
        Id = node.Id,
        Cluster = node.Cluster,
        Namespace = Text(node, "NAMESPACE"),
        Name = Text(node, "NAME"),
        Labels = Labels(node).ToFrozenDictionary(StringComparer.Ordinal),
        WorkloadName = Text(node, "WORKLOAD_NAME"),
        Owner = Text(node, "OWNER"),
        ClusterId = Text(node, "CLUSTER_ID"),
        MeshId = Text(node, "MESH_ID"),
    };

    static string Text(Node node, string key) =>
        node.Metadata is not null && node.Metadata.Fields.TryGetValue(key, out Value? value) ? value.StringValue : "";

    static IEnumerable<KeyValuePair<string, string>> Labels(Node node) =>
        node.Metadata is not null && node.Metadata.Fields.TryGetValue("LABELS", out Value? labels) && labels.StructValue is { } fields
            ? fields.Fields.Select(label => KeyValuePair.Create(label.Key, label.Value.StringValue))
            : [];
}
