namespace Lateen.Proxy.Extensions.Reading;

/// <summary>Everything that is wrong with one resource, each reason with the path of its field.</summary>
public sealed class ProblemList
{
    readonly List<string> _reasons = [];

    /// <summary>True when nothing is wrong.</summary>
    public bool IsEmpty => _reasons.Count == 0;

    /// <summary>How many reasons there are.</summary>
    public int Count => _reasons.Count;

    /// <summary>The path that stands for the resource itself.</summary>
    public FieldPath Root => FieldPath.RootOf(this);

    /// <summary>The reasons in one line.</summary>
    public override string ToString() => string.Join("; ", _reasons);

    internal void Add(string reason) => _reasons.Add(reason);
}
