using System.Collections.Immutable;

namespace Lateen.Proxy.Routing;

/// <summary>Header edits of one level: first the removals, then all additions evaluated, then overwrites, then appends.</summary>
public sealed record HeaderMutations(ImmutableArray<HeaderAddition> Add, ImmutableArray<string> Remove)
{
    public static HeaderMutations None { get; } = new([], []);

    public bool IsEmpty => Add.IsEmpty && Remove.IsEmpty;
}

/// <summary>One header to add.</summary>
/// <param name="Name">Lower case; neither a pseudo header nor host.</param>
/// <param name="Format">The value, with access-log operators; a missing operand gives the empty string.</param>
/// <param name="KeepEmptyValue">True adds the header even when the value is empty.</param>
public sealed record HeaderAddition(string Name, string Format, HeaderAppendAction Action, bool KeepEmptyValue);

public enum HeaderAppendAction
{
    AppendIfExistsOrAdd,
    AddIfAbsent,
    OverwriteIfExistsOrAdd,
    OverwriteIfExists,
}
