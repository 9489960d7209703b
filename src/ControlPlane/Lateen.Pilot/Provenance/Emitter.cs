using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Graph;

namespace Lateen.Pilot.Provenance;

/// <summary>
/// Remembers, while one resource is being built, what each of its named parts was made from. Parts are known by reference until
/// <see cref="Finish"/> knows their paths.
/// </summary>
public sealed class Emitter
{
    readonly Dictionary<IMessage, SourceRef[]> sources = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<Any, IMessage> packed = new(ReferenceEqualityComparer.Instance);

    /// <summary>Says what a part was made from, and returns it.</summary>
    public T Emit<T>(T part, params ReadOnlySpan<SourceRef> from) where T : class, IMessage
    {
        sources[part] = from.ToArray();
        return part;
    }

    /// <summary>Packs a message whose own parts are attributed.</summary>
    public Any Pack(IMessage message)
    {
        var any = Any.Pack(message);
        packed[any] = message;
        return any;
    }

    /// <summary>What the part was made from, or nothing.</summary>
    public ReadOnlySpan<SourceRef> SourcesOf(IMessage part) => sources.GetValueOrDefault(part);

    /// <summary>Hands the attribution of every named part of a finished resource to the reader, under the part's path.</summary>
    /// <param name="reader">Of the computation that made the resource.</param>
    /// <param name="resource">The resource's name; a computation may make several.</param>
    /// <param name="root">The resource.</param>
    public void Finish(IGraphReader reader, string resource, IMessage root)
    {
        foreach (var (path, part) in NamedParts.Of(root, any => packed.GetValueOrDefault(any)))
        {
            if (sources.TryGetValue(part, out var from))
                reader.Emit(NamedParts.Name(resource, path), part, from);
        }
    }
}
