using System.Collections.Concurrent;
using Google.Protobuf.Reflection;

namespace Lateen.Config.Reading;

/// <summary>A message's fields by the names that proto-JSON allows: lowerCamelCase, and the name in the .proto file.</summary>
sealed class ProtoFields
{
    static readonly ConcurrentDictionary<MessageDescriptor, ProtoFields> Cache = new();

    readonly Dictionary<string, FieldDescriptor> byName = new(StringComparer.Ordinal);

    ProtoFields(MessageDescriptor type)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            byName[field.JsonName] = field;
            byName.TryAdd(field.Name, field);
        }

        Names = [.. type.Fields.InDeclarationOrder().Select(field => field.JsonName).Order(StringComparer.Ordinal)];
    }

    /// <summary>The JSON names, sorted.</summary>
    public string[] Names { get; }

    public FieldDescriptor? Find(string name) => byName.GetValueOrDefault(name);

    public static ProtoFields Of(MessageDescriptor type) => Cache.GetOrAdd(type, static descriptor => new ProtoFields(descriptor));
}
