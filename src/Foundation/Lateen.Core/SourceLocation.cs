namespace Lateen.Core;

/// <summary>A place in a file that a person edits.</summary>
/// <param name="File">As the person would name it: the path that was read, or a name such as "stdin".</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1; 0 where only the line is known.</param>
public readonly record struct SourceLocation(string File, int Line, int Column = 0)
{
    /// <summary>The form that editors and terminals turn into a link: <c>file:line</c> or <c>file:line:column</c>.</summary>
    public override string ToString() => Column > 0 ? $"{File}:{Line}:{Column}" : $"{File}:{Line}";
}
