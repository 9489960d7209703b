using System.Text;

namespace Lateen.Core;

/// <summary>
/// One finding about configuration, for a person: what is so, which object says it and where, and what to do.
/// Diagnostics are collected, never thrown.
/// </summary>
/// <param name="Code">From <see cref="DiagnosticCode"/>: an Istio code (IST0101) where Istio has one, otherwise LATnnnn.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What is so: one sentence without a full stop at the end; no secret values.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message) : IComparable<Diagnostic>
{
    /// <summary>The object that says it, when it was readable enough to have a name.</summary>
    public ObjectRef? Object { get; init; }

    /// <summary>Where, inside the object; empty when not inside one.</summary>
    public string Path { get; init; } = "";

    /// <summary>Where, in the file; null for objects that come from no file.</summary>
    public SourceLocation? Location { get; init; }

    /// <summary>What to do about it, one sentence without a full stop; empty when the message says it all.</summary>
    public string Advice { get; init; } = "";

    /// <summary>Worst first, then by file, line, column, code and message: the same set always prints the same.</summary>
    public int CompareTo(Diagnostic? other)
    {
        if (other is null)
            return -1;
        var order = other.Severity.CompareTo(Severity);
        if (order == 0)
            order = string.CompareOrdinal(Location?.File, other.Location?.File);
        if (order == 0)
            order = Nullable.Compare(Location?.Line, other.Location?.Line);
        if (order == 0)
            order = Nullable.Compare(Location?.Column, other.Location?.Column);
        if (order == 0)
            order = string.CompareOrdinal(Code, other.Code);
        return order != 0 ? order : string.CompareOrdinal(Message, other.Message);
    }

    /// <summary><c>file:line:column: Error LAT0004 (VirtualService default/reviews) message; advice</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Location is { } location)
            text.Append(location).Append(": ");
        text.Append(Severity).Append(' ').Append(Code);
        if (Object is { } named)
            text.Append(" (").Append(named).Append(')');
        text.Append(' ').Append(Message);
        if (Advice.Length > 0)
            text.Append("; ").Append(Advice);
        return text.ToString();
    }
}
