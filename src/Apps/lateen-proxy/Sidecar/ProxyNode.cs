using System.Collections.Frozen;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Agent.Options;
using Lateen.Proxy.Extensions.Reading;
using Lateen.ProxyApp.Hosting;

namespace Lateen.ProxyApp.Sidecar;

/// <summary>Who this proxy is: to discovery, and to its own extensions.</summary>
static class ProxyNode
{
    /// <summary>The node of the first request of a stream.</summary>
    public static Node Of(AgentOptions options)
    {
        var node = new Node
        {
            Id = options.NodeId,
            Cluster = options.NodeCluster,
            Metadata = Struct.Parser.ParseJson(options.Metadata.ToJsonString()),
        };
        NodeExtensions.AddTo(node);
        return node;
    }

    public static LocalNode LocalOf(AgentOptions options) => new()
    {
        Id = options.NodeId,
        Cluster = options.NodeCluster,
        Namespace = options.Namespace,
        Name = options.PodName,
        Labels = Labels(options).ToFrozenDictionary(StringComparer.Ordinal),
        WorkloadName = Text(options, "WORKLOAD_NAME"),
        Owner = Text(options, "OWNER"),
        ClusterId = options.ClusterId,
        MeshId = Text(options, "MESH_ID"),
    };

    static IEnumerable<KeyValuePair<string, string>> Labels(AgentOptions options) =>
        options.Metadata["LABELS"] is System.Text.Json.Nodes.JsonObject labels
            ? labels.Select(label => KeyValuePair.Create(label.Key, label.Value?.ToString() ?? ""))
            : [];

    static string Text(AgentOptions options, string key) => options.Metadata[key]?.ToString() ?? "";
}
