using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>What a text, or several, hold.</summary>
/// <param name="Objects">In the order of the text. No two have the same identity; none has an error.</param>
/// <param name="Sources">Where the objects are written.</param>
/// <param name="Diagnostics">What is wrong, worst first; each has a location.</param>
/// <param name="Refused">Objects that the text has, but with errors: their last good meaning stays. Sorted.</param>
/// <param name="IsComplete">False when a part of the text could not be told apart into objects, so that an object missing here may still be meant.</param>
public sealed record ReadResult(
    ImmutableArray<ConfigObject> Objects, SourceMap Sources, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<ObjectRef> Refused, bool IsComplete)
{
    /// <summary>Nothing.</summary>
    public static readonly ReadResult Empty = new([], SourceMap.Empty, [], [], true);

    /// <summary>All of several texts. Where two define one object, the earlier text counts and the later is reported.</summary>
    public static ReadResult Merge(IEnumerable<ReadResult> results)
    {
        var objects = ImmutableArray.CreateBuilder<ConfigObject>();
        var positions = ImmutableDictionary.CreateBuilder<ObjectRef, ObjectPositions>();
        var diagnostics = new List<Diagnostic>();
        var refused = new SortedSet<ObjectRef>();
        var isComplete = true;
        foreach (var result in results)
        {
            foreach (var item in result.Objects)
            {
                var at = result.Sources.Objects[item.Ref];
                if (positions.TryAdd(item.Ref, at))
                    objects.Add(item);
                else
                    diagnostics.Add(DefinedTwice.Report(item.Ref, at.Locate("metadata.name"), positions[item.Ref].Locate("metadata.name")));
            }

            diagnostics.AddRange(result.Diagnostics);
            refused.UnionWith(result.Refused);
            isComplete &= result.IsComplete;
        }

        refused.ExceptWith(positions.Keys);
        return new ReadResult(objects.DrainToImmutable(), new SourceMap(positions.ToImmutable()), [.. diagnostics.Order()], [.. refused], isComplete);
    }
}
