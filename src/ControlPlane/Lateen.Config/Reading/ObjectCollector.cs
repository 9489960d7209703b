using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Config.Reading;

/// <summary>Gathers the objects of one text; of two with one identity the first counts.</summary>
sealed class ObjectCollector(ReadContext context)
{
    readonly List<ConfigObject> objects = [];
    readonly Dictionary<ObjectRef, ObjectPositions> positions = [];
    readonly HashSet<ObjectRef> refused = [];

    public void Add(ConfigObject item, ObjectPositions at)
    {
        if (positions.TryAdd(item.Ref, at))
        {
            objects.Add(item);
            return;
        }

        context.Add(DefinedTwice.Report(item.Ref, at.Locate("metadata.name"), positions[item.Ref].Locate("metadata.name")));
    }

    public void Refuse(ObjectRef item) => refused.Add(item);

    public ReadResult Result() => new(
        [.. objects], new SourceMap(positions.ToImmutableDictionary()), context.Diagnostics(),
        [.. refused.Where(item => !positions.ContainsKey(item)).Order()], context.IsComplete);
}
