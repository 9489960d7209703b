using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Lateen.Xds;

namespace Lateen.Interop.Tests.IstiodComparison;

/// <summary>Field by field, how what two control planes generated differs.</summary>
static class Differences
{
    /// <summary>Each difference as "type resource.path: istiod … ours …"; a missing side is "nothing".</summary>
    public static IReadOnlyList<string> Between(IReadOnlyDictionary<string, IReadOnlyList<Any>> istiod, IReadOnlyDictionary<string, IReadOnlyList<Any>> ours)
    {
        var found = new List<string>();
        foreach (var (type, theirs) in istiod)
            Compare(type, theirs, ours[type], found);
        return found;
    }

    static void Compare(string type, IReadOnlyList<Any> istiod, IReadOnlyList<Any> ours, List<string> found)
    {
        var (theirs, own) = (Named(type, istiod), Named(type, ours));
        var head = XdsTypes.ShortName(type);
        foreach (var (name, resource) in theirs)
            Compare($"{head} {name}", resource, own.GetValueOrDefault(name), found);
        foreach (var name in own.Keys.Except(theirs.Keys))
            found.Add($"{head} {name}: istiod has none");
        if (type == XdsTypes.Cluster && !Ordered(theirs).SequenceEqual(Ordered(own).Where(theirs.ContainsKey)))
            found.Add($"{head}: other order");
    }

    /// <summary>istiod sends inbound clusters in the order of a map.</summary>
    static IEnumerable<string> Ordered(Dictionary<string, JsonNode> resources) =>
        resources.Keys.Where(name => !name.StartsWith("inbound", StringComparison.Ordinal));

    static Dictionary<string, JsonNode> Named(string type, IReadOnlyList<Any> resources) => resources.Select(any => (JsonNode)Opened(type, any))
        .ToDictionary(resource => (resource["name"] ?? resource["cluster_name"])!.GetValue<string>(), StringComparer.Ordinal);

    static JsonObject Opened(string type, Any any) => type switch
    {
        XdsTypes.Cluster => ProtoJson.Of(any.Unpack<Envoy.Config.Cluster.V3.Cluster>()),
        XdsTypes.ClusterLoadAssignment => ProtoJson.Of(any.Unpack<Envoy.Config.Endpoint.V3.ClusterLoadAssignment>()),
        XdsTypes.Listener => ProtoJson.Of(any.Unpack<Envoy.Config.Listener.V3.Listener>()),
        _ => ProtoJson.Of(any.Unpack<Envoy.Config.Route.V3.RouteConfiguration>()),
    };

    static void Compare(string path, JsonNode? istiod, JsonNode? ours, List<string> found)
    {
        if (istiod is JsonObject theirs && ours is JsonObject own)
        {
            foreach (var key in theirs.Select(entry => entry.Key).Union(own.Select(entry => entry.Key)))
                Compare($"{path}.{key}", theirs[key], own[key], found);
        }
        else if (istiod is JsonArray first && ours is JsonArray second && Keyed(path, first) is { } left && Keyed(path, second) is { } right)
        {
            foreach (var key in left.Keys.Union(right.Keys))
                Compare($"{path}[{key}]", left.GetValueOrDefault(key), right.GetValueOrDefault(key), found);
            if (!path.EndsWith("query_parameters", StringComparison.Ordinal) && !left.Keys.Where(right.ContainsKey).SequenceEqual(right.Keys.Where(left.ContainsKey)))
                found.Add($"{path}: other order");
        }
        else if (istiod is JsonArray list && ours is JsonArray others)
        {
            for (var i = 0; i < Math.Max(list.Count, others.Count); i++)
                Compare($"{path}[{i}]", i < list.Count ? list[i] : null, i < others.Count ? others[i] : null, found);
        }
        else if (!JsonNode.DeepEquals(istiod, ours))
        {
            found.Add($"{path}: istiod {Text(istiod)}, ours {Text(ours)}");
        }
    }

    /// <summary>Virtual hosts by name, and query parameters, which istiod sends in the order of a map.</summary>
    static OrderedDictionary<string, JsonNode>? Keyed(string path, JsonArray list)
    {
        if (!path.EndsWith("virtual_hosts", StringComparison.Ordinal) && !path.EndsWith("query_parameters", StringComparison.Ordinal))
            return null;
        var keyed = new OrderedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var item in list)
            keyed[item!["name"]?.GetValue<string>() ?? ""] = item;
        return keyed.Count == list.Count ? keyed : null;
    }

    static string Text(JsonNode? node) => node is null ? "nothing" : node.ToJsonString() is { Length: > 200 } text ? text[..200] + "…" : node.ToJsonString();
}
