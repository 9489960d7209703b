using System.Collections.Frozen;
using Envoy.Config.Core.V3;
using Envoy.Type.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Agent.Options;
using Lateen.Proxy.Extensions;
using Lateen.Proxy.Extensions.AccessLoggers;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.ListenerFilters;
using Lateen.Proxy.Extensions.NetworkFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.TransportSockets;

namespace Lateen.ProxyApp.Sidecar;

/// <summary>Who this proxy is: to discovery, and to its own extensions.</summary>
static class ProxyNode
{
    /// <summary>The node of the first request of a stream, with the extensions that we have: discovery leaves out what is missing.</summary>
    public static Node Of(AgentOptions options)
    {
        var node = new Node
        {
            Id = options.NodeId,
            Cluster = options.NodeCluster,
            Metadata = Struct.Parser.ParseJson(options.Metadata.ToJsonString()),
            UserAgentName = "envoy",
            UserAgentBuildVersion = new BuildVersion { Version = new SemanticVersion { MajorNumber = 1, MinorNumber = 40 } },
        };
        Add(node, HttpFilterExtensions.List);
        Add(node, NetworkFilterExtensions.List);
        Add(node, ListenerFilterExtensions.List);
        Add(node, TransportSocketExtensions.Downstream);
        Add(node, TransportSocketExtensions.Upstream);
        Add(node, AccessLoggerExtensions.List);
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

    static void Add<T>(Node node, ExtensionList<T> list)
        where T : class, IExtension
    {
        foreach (T extension in list.All)
            node.Extensions.Add(new Extension { Name = extension.Name, Category = list.Category, TypeUrls = { extension.Message } });
    }

    static IEnumerable<KeyValuePair<string, string>> Labels(AgentOptions options) =>
        options.Metadata["LABELS"] is System.Text.Json.Nodes.JsonObject labels
            ? labels.Select(label => KeyValuePair.Create(label.Key, label.Value?.ToString() ?? ""))
            : [];

    static string Text(AgentOptions options, string key) => options.Metadata[key]?.ToString() ?? "";
}
