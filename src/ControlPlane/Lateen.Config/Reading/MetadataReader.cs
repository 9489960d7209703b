using k8s.Models;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Reads <c>metadata</c>, which all kinds share.</summary>
static class MetadataReader
{
    /// <summary>The identity and metadata of a document; null after reporting why there is none.</summary>
    public static (ObjectRef Ref, ObjectMetadata Metadata)? Read(YamlMapping document, ResourceKind kind, ReadContext context)
    {
        if (document.Find("metadata") is not { } node)
        {
            Refuse(document, "metadata", "metadata is missing", "add metadata.name", context);
            return null;
        }

        context.Object = Early(node, kind, context);
        if (new ModelReader(context).Read(typeof(V1ObjectMeta), node, "metadata") is not V1ObjectMeta metadata)
            return null;
        if (!IsName(metadata.Name, out var reason))
        {
            Refuse((node as YamlMapping)?.Find("name") ?? node, "metadata.name", $"metadata.name {reason}", "", context);
            return null;
        }

        var objectNamespace = kind.IsNamespaced ? metadata.NamespaceProperty is { Length: > 0 } given ? given : context.DefaultNamespace : "";
        context.Object = new ObjectRef(kind.Name, objectNamespace, metadata.Name);
        return (context.Object.Value, new ObjectMetadata
        {
            Labels = Labels.Of(metadata.Labels),
            Annotations = Labels.Of(metadata.Annotations),
            Allocated = kind == Kinds.ServiceEntry ? AllocatedAddresses.Of(document) : Labels.Empty,
            CreationTimestamp = metadata.CreationTimestamp is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : default,
        });
    }

    /// <summary>Who the object is, as far as it can be told before all of its metadata is read.</summary>
    static ObjectRef? Early(YamlNode metadata, ResourceKind kind, ReadContext context)
    {
        if (metadata is not YamlMapping mapping || mapping.Find("name") is not YamlScalar name)
            return null;
        var inNamespace = (mapping.Find("namespace") as YamlScalar)?.Value ?? context.DefaultNamespace;
        return new ObjectRef(kind.Name, kind.IsNamespaced ? inNamespace : "", name.Value);
    }

    static void Refuse(YamlNode at, string path, string message, string advice, ReadContext context)
    {
        context.IsComplete = false;
        context.Report(at, path, DiagnosticCode.BadIdentity, message, advice);
    }

    /// <summary>An RFC 1123 subdomain. Kubernetes' RBAC allows more, but Lateen reads no RBAC.</summary>
    static bool IsName(string? name, out string reason)
    {
        reason = name switch
        {
            null or "" => "is missing",
            { Length: > 253 } => "is longer than 253 characters",
            _ when name.AsSpan().ContainsAnyExcept(NameCharacters) => $"may have lower-case letters, digits, \"-\" and \".\" only, not \"{Quoting.Short(name)}\"",
            _ when !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]) => $"must begin and end with a letter or digit, not as \"{Quoting.Short(name)}\"",
            _ => "",
        };
        return reason.Length == 0;
    }

    static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
}
