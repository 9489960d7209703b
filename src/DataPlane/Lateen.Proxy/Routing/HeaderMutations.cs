using System.Collections.Immutable;
using Lateen.Net.Http;

namespace Lateen.Proxy.Routing;

/// <summary>Header edits of one level: first the removals, then all additions evaluated, then overwrites, then appends.</summary>
public sealed record HeaderMutations(ImmutableArray<HeaderAddition> Add, ImmutableArray<HeaderName> Remove)
{
    public static HeaderMutations None { get; } = new([], []);

    public bool IsEmpty => Add.IsEmpty && Remove.IsEmpty;
}

/// <summary>One header to add.</summary>
/// <param name="Name">Neither a pseudo header nor host.</param>
/// <param name="Format">The value, with access-log operators; a missing operand gives the empty string.</param>
/// <param name="KeepEmptyValue">True adds the header even when the value is empty.</param>
public sealed record HeaderAddition(HeaderName Name, string Format, HeaderAppendAction Action, bool KeepEmptyValue);

public enum HeaderAppendAction
{
    AppendIfExistsOrAdd,
    AddIfAbsent,
    OverwriteIfExistsOrAdd,
    OverwriteIfExists,
}
