using System.Reflection;
using Google.Protobuf.Reflection;

namespace Lateen.Testing;

/// <summary>Every message of an assembly of generated protobuf code.</summary>
public static class MessageTypes
{
    /// <summary>The types by which an Any of one of the messages is opened.</summary>
    public static TypeRegistry Of(Assembly generated) => TypeRegistry.FromFiles(FilesOf(generated));

    static IEnumerable<FileDescriptor> FilesOf(Assembly generated) => generated.GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>();
}
