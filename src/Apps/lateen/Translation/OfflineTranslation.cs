using System.Text.Json.Nodes;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;

namespace Lateen.Cli.Translation;

/// <summary>Everything that a proxy would be given.</summary>
internal sealed record OfflineTranslation(
    IReadOnlyList<Listener> Listeners, IReadOnlyList<RouteConfiguration> Routes, IReadOnlyList<Cluster> Clusters, IReadOnlyList<ClusterLoadAssignment> Endpoints)
{
    /// <summary><c>{listeners, routes, clusters, endpoints}</c>, each a list of messages in proto-JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["listeners"] = Print(Listeners),
        ["routes"] = Print(Routes),
        ["clusters"] = Print(Clusters),
        ["endpoints"] = Print(Endpoints),
    };

    static JsonArray Print(IEnumerable<IMessage> messages) => new([.. messages.Select(message => (JsonNode)OpenedJson.Of(message))]);
}
