using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lateen.Local.Manifests;

/// <summary>Small YAML texts that are no Kubernetes objects, as JSON.</summary>
internal static class YamlTree
{
    const int MostCharacters = 1024 * 1024;

    /// <summary>The first document; null when there is none, or when it can't be read.</summary>
    public static JsonNode? Read(string text) => TryRead(text, out var problem) is var tree && problem.Length == 0 ? tree : null;

    /// <summary>The first document, or null and where it goes wrong.</summary>
    public static JsonNode? TryRead(string text, out string problem)
    {
        problem = text.Length > MostCharacters ? "longer than 1 MiB" : "";
        if (problem.Length > 0)
            return null;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
        }
        catch (YamlException wrong)
        {
            problem = $"{wrong.Start.Line}: {wrong.Message}";
            return null;
        }
    }

    static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(entry => KeyValuePair.Create(((YamlScalarNode)entry.Key).Value ?? "", Convert(entry.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain when long.TryParse(plain.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" } => true,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" } => false,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "" or "~" } => null,
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };
}
