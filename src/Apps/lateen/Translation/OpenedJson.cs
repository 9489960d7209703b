using System.Text.Json.Nodes;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Lateen.Cli.Translation;

/// <summary>Messages in proto-JSON (lowerCamelCase names), every Any opened.</summary>
internal static class OpenedJson
{
    static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(Files())));

    public static JsonObject Of(IMessage message) => JsonNode.Parse(Formatter.Format(message))!.AsObject();

    static IEnumerable<FileDescriptor> Files() => typeof(DiscoveryRequest).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>();
}
