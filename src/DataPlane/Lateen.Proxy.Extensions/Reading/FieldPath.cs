namespace Lateen.Proxy.Extensions.Reading;

/// <summary>Where in a resource something was read: <c>filter_chains[1].filters[0]</c>. The text is made only when something is wrong.</summary>
public sealed class FieldPath
{
    readonly ProblemList _problems;
    readonly FieldPath? _parent;
    readonly string _name;
    readonly int _index;

    FieldPath(ProblemList problems, FieldPath? parent, string name, int index) =>
        (_problems, _parent, _name, _index) = (problems, parent, name, index);

    /// <summary>The path of a field of this message.</summary>
    public FieldPath this[string field] => new(_problems, this, field, -1);

    /// <summary>The path of an element of a repeated field of this message.</summary>
    public FieldPath this[string field, int index] => new(_problems, this, field, index);

    /// <summary>Notes a reason for refusing the resource.</summary>
    public void Fail(string reason)
    {
        var path = ToString();
        _problems.Add(path.Length == 0 ? reason : $"{path}: {reason}");
    }

    /// <summary>Notes that something is asked for that this proxy doesn't do: better refused than silently different.</summary>
    public void FailUnsupported(string what) => Fail($"{what} is not supported by this proxy");

    /// <summary>Notes a reason when there is one; true when there was none.</summary>
    public bool Check(string? reason)
    {
        if (reason is not null)
            Fail(reason);
        return reason is null;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        if (_parent is null)
            return "";
        var before = _parent.ToString();
        var index = _index < 0 ? "" : $"[{_index}]";
        return before.Length == 0 ? _name + index : $"{before}.{_name}{index}";
    }

    internal static FieldPath RootOf(ProblemList problems) => new(problems, null, "", -1);
}
