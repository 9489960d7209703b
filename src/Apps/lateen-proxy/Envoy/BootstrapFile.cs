using System.Text.Json;
using System.Text.Json.Nodes;
using Envoy.Config.Bootstrap.V3;
using Google.Protobuf;
using Lateen.Proxy.Config.Dumps;

namespace Lateen.ProxyApp.Envoy;

/// <summary>
/// Reads Envoy's bootstrap from JSON. Extensions that this proxy doesn't have are left out and named, filters aside: without one that should refuse or
/// change traffic it would flow as if nothing had been said, so such a bootstrap is refused.
/// </summary>
static class BootstrapFile
{
    /// <summary>Filters without which traffic means the same: Istio's agent has them before its metrics.</summary>
    static readonly string[] Dispensable = ["envoy.extensions.filters.http.compressor.v3.Compressor"];
    static readonly string[] Filters = ["filters", "http_filters", "httpFilters", "listener_filters", "listenerFilters", "upstream_http_filters", "upstreamHttpFilters"];
    static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true).WithTypeRegistry(KnownMessages.Types));

    /// <summary>Reads the file and what is merged over it.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="inline">JSON with the same fields, or null: scalars replace, lists append, messages merge.</param>
    /// <param name="warn">Told what was left out.</param>
    /// <exception cref="InvalidDataException">Something cannot be read; the message says what.</exception>
    public static Bootstrap Read(string? path, string? inline, Action<string> warn)
    {
        var bootstrap = new Bootstrap();
        if (path is not null)
            bootstrap.MergeFrom(Parse(path, ReadText(path), warn));
        if (inline is not null)
            bootstrap.MergeFrom(Parse("--config-yaml", inline, warn));
        return bootstrap;
    }

    static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"unable to read file: {path}: {problem.Message}", problem);
        }
    }

    static Bootstrap Parse(string source, string text, Action<string> warn)
    {
        try
        {
            JsonNode json = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }) ?? new JsonObject();
            LeaveOutUnknown(json, warn);
            return Parser.Parse<Bootstrap>(json.ToJsonString());
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{source} is not JSON (YAML bootstraps are not read): {problem.Message}", problem);
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new InvalidDataException($"{source} is not a bootstrap: {problem.Message}", problem);
        }
    }

    /// <summary>Takes away list entries and map values whose message is not known: protobuf's reader would refuse the whole file.</summary>
    static void LeaveOutUnknown(JsonNode? node, Action<string> warn, bool filters = false)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? unknown in list.Where(item => UnknownType(item) is { } type && (!filters || Dispensable.Contains(type, StringComparer.Ordinal))).ToArray())
            {
                warn($"left out, this proxy does not have it: {UnknownType(unknown)}");
                list.Remove(unknown);
            }

            foreach (JsonNode? item in list)
                LeaveOutUnknown(item, warn);
        }
        else if (node is JsonObject map)
        {
            foreach (string key in map.Where(pair => pair.Key is not ("typed_config" or "typedConfig") && OwnUnknownType(pair.Value) is not null).Select(pair => pair.Key).ToArray())
            {
                warn($"left out, this proxy does not have it: {OwnUnknownType(map[key])}");
                map.Remove(key);
            }

            foreach ((string key, JsonNode? value) in map)
                LeaveOutUnknown(value, warn, Filters.Contains(key, StringComparer.Ordinal));
        }
    }

    static string? UnknownType(JsonNode? item) =>
        OwnUnknownType(item) ?? (item is JsonObject entry ? OwnUnknownType(entry["typed_config"] ?? entry["typedConfig"]) : null);

    static string? OwnUnknownType(JsonNode? node)
    {
        if (node is not JsonObject map || map["@type"] is not JsonValue value || !value.TryGetValue(out string? url))
            return null;
        string name = url[(url.LastIndexOf('/') + 1)..];
        return name.StartsWith("google.protobuf.", StringComparison.Ordinal) || KnownMessages.Types.Find(name) is not null ? null : name;
    }
}
