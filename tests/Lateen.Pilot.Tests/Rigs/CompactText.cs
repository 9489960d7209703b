using System.Text;
using System.Text.Json;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Lateen.Pilot.Tests.Rigs;

/// <summary>A message as indented text that is short enough to read: whatever fits on one line stays on one.</summary>
static class CompactText
{
    const int Width = 130;

    static readonly JsonFormatter Formatter = new(
        JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(Files())).WithPreserveProtoFieldNames(true));

    public static string Of(IMessage message)
    {
        using var document = JsonDocument.Parse(Formatter.Format(message));
        var text = new StringBuilder();
        Write(document.RootElement, 0, text);
        return text.ToString();
    }

    static void Write(JsonElement element, int depth, StringBuilder text)
    {
        var indent = new string(' ', depth * 2);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                Member($"{indent}{property.Name}:", property.Value, depth, text);
        }
        else
        {
            foreach (var item in element.EnumerateArray())
                Member($"{indent}-", item, depth, text);
        }
    }

    static void Member(string head, JsonElement value, int depth, StringBuilder text)
    {
        var line = Short(value.GetRawText());
        var isLeaf = value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
        if (isLeaf || head.Length + line.Length < Width)
        {
            text.Append(head).Append(' ').Append(line).Append('\n');
            return;
        }

        text.Append(head).Append('\n');
        Write(value, depth + 1, text);
    }

    static string Short(string json) => json.Replace("type.googleapis.com/", "", StringComparison.Ordinal);

    static IEnumerable<FileDescriptor> Files() => typeof(DiscoveryRequest).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>();
}
