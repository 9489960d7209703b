namespace Lateen.Core;

/// <summary>How much a <see cref="Diagnostic"/> matters. Ordered: a larger value is worse.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing has to be done.</summary>
    Info,

    /// <summary>The object is in force, but probably not as its author means it.</summary>
    Warning,

    /// <summary>The object, or the part named, is not in force; its last good meaning stays.</summary>
    Error,
}
