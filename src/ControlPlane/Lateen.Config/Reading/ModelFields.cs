using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;

namespace Lateen.Config.Reading;

/// <summary>The properties of a model of the Kubernetes client by their JSON names.</summary>
sealed class ModelFields
{
    static readonly ConcurrentDictionary<Type, ModelFields> Cache = new();

    readonly Dictionary<string, PropertyInfo> byName;

    ModelFields(Type type)
    {
        byName = type.GetProperties()
            .Select(property => (property, name: property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name))
            .Where(pair => pair.name is not null).ToDictionary(pair => pair.name!, pair => pair.property, StringComparer.Ordinal);
        Names = [.. byName.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The JSON names, sorted.</summary>
    public string[] Names { get; }

    public PropertyInfo? Find(string name) => byName.GetValueOrDefault(name);

    public static ModelFields Of(Type type) => Cache.GetOrAdd(type, static model => new ModelFields(model));

    /// <summary>Whether the type is a mapping with named fields, and not one with a JSON form of its own.</summary>
    public static bool IsModel(Type type) =>
        type.Namespace == "k8s.Models" && type.IsClass && type.GetCustomAttribute<JsonConverterAttribute>() is null && Of(type).byName.Count > 0;

    /// <summary>Options that read the client's own types.</summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    static JsonSerializerOptions MakeOptions()
    {
        JsonSerializerOptions? options = null;
        KubernetesJson.AddJsonOptions(client => options = new JsonSerializerOptions(client));
        return options ?? JsonSerializerOptions.Default;
    }
}
