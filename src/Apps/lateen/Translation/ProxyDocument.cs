using System.Text.Json;
using Envoy.Config.Core.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;

namespace Lateen.Cli.Translation;

/// <summary>A proxy as a script describes it. Everything but the type has a default.</summary>
/// <param name="Type">sidecar, router (or gateway, which means the same) or proxyless.</param>
/// <param name="Namespace">Of its pod; "default" unless given.</param>
/// <param name="Name">Of its pod; a Pod object of that name has the last word about labels.</param>
/// <param name="Labels">Of its pod.</param>
/// <param name="Ip">Its address.</param>
/// <param name="Metadata">Node metadata, over what follows from the rest.</param>
internal sealed record ProxyDocument(string Type, string Namespace, string Name, IReadOnlyDictionary<string, string> Labels, string Ip, Struct Metadata)
{
    const string Shape = "{\"type\": \"sidecar\", \"namespace\": \"default\", \"labels\": {\"app\": \"a\"}, \"ip\": \"10.0.0.1\", \"metadata\": {}}";

    static readonly string[] Fields = ["ip", "labels", "metadata", "name", "namespace", "type"];

    static readonly string[] Types = ["gateway", "proxyless", "router", "sidecar"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">It can't be read, or is no description of a proxy.</exception>
    public static ProxyDocument Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return Of(json.RootElement, file);
        }
        catch (JsonException error)
        {
            throw new CommandException($"{file}:{error.LineNumber + 1}: the proxy is no JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} can't be read: {error.Message}");
        }
    }

    /// <summary>As the proxy itself would describe it when it connects.</summary>
    public Node Node()
    {
        var isProxyless = Type == "proxyless";
        var type = Type is "router" or "gateway" ? "router" : "sidecar";
        var metadata = new Struct
        {
            Fields =
            {
                ["NAMESPACE"] = Value.ForString(Namespace), ["CLUSTER_ID"] = Value.ForString("Kubernetes"), ["INSTANCE_IPS"] = Value.ForString(Ip),
                ["LABELS"] = Value.ForStruct(Struct.Parser.ParseJson(JsonSerializer.Serialize(Labels))),
            },
        };
        if (isProxyless)
            metadata.Fields["GENERATOR"] = Value.ForString("grpc");
        foreach (var (key, value) in Metadata.Fields)
            metadata.Fields[key] = value;
        return new Node { Id = new NodeId(type, Ip, $"{Name}.{Namespace}", $"{Namespace}.svc.cluster.local").ToString(), Metadata = metadata };
    }

    static ProxyDocument Of(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new CommandException($"{file}: the proxy must be an object like {Shape}");
        if (root.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !Fields.Contains(name)) is { } unknown)
            throw new CommandException($"{file}: a proxy has no field \"{unknown}\"; its fields are {string.Join(", ", Fields)}");
        var type = Text(root, "type", "", file);
        if (!Types.Contains(type))
            throw new CommandException($"{file}: type must be one of {string.Join(", ", Types)}, not \"{type}\"");
        var ip = Text(root, "ip", "127.0.0.1", file);
        if (!IpText.TryParse(ip, out _))
            throw new CommandException($"{file}: ip must be an IP address, not \"{ip}\"");
        return new ProxyDocument(type, Text(root, "namespace", "default", file), Text(root, "name", "proxy", file), LabelsOf(root, file), ip, MetadataOf(root, file));
    }

    static string Text(JsonElement root, string field, string otherwise, string file) => !root.TryGetProperty(field, out var value) ? otherwise
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new CommandException($"{file}: {field} must be a string");

    static Dictionary<string, string> LabelsOf(JsonElement root, string file)
    {
        if (!root.TryGetProperty("labels", out var labels))
            return [];
        if (labels.ValueKind != JsonValueKind.Object || labels.EnumerateObject().Any(label => label.Value.ValueKind != JsonValueKind.String))
            throw new CommandException($"{file}: labels must be an object of strings");
        return labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);
    }

    static Struct MetadataOf(JsonElement root, string file)
    {
        if (!root.TryGetProperty("metadata", out var metadata))
            return new Struct();
        try
        {
            return Struct.Parser.ParseJson(metadata.GetRawText());
        }
        catch (InvalidProtocolBufferException)
        {
            throw new CommandException($"{file}: metadata must be an object");
        }
    }
}
