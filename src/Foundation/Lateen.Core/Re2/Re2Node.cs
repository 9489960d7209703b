namespace Lateen.Core.Re2;

/// <summary>A part of a parsed expression.</summary>
/// <param name="ProgramSize">About as many instructions as RE2 would compile it to.</param>
abstract record Re2Node(long ProgramSize);

/// <summary>One code point of a set.</summary>
sealed record Re2Class(CodePointSet Set) : Re2Node(Utf8Ranges.Count(Set));

/// <summary>Nothing, anywhere.</summary>
sealed record Re2Empty() : Re2Node(1);

/// <summary>A position.</summary>
sealed record Re2Position(Re2PositionKind Kind) : Re2Node(1);

/// <summary>One after the other.</summary>
sealed record Re2Concatenation(IReadOnlyList<Re2Node> Parts) : Re2Node(Parts.Sum(part => part.ProgramSize));

/// <summary>One of several, the earlier preferred.</summary>
sealed record Re2Alternation(IReadOnlyList<Re2Node> Branches) : Re2Node(Branches.Sum(branch => branch.ProgramSize + 1));

/// <summary>A capturing group, counted from 1.</summary>
sealed record Re2Group(Re2Node Inner) : Re2Node(Inner.ProgramSize + 2);

/// <summary>Between <paramref name="Min"/> and <paramref name="Max"/> (-1: any number) times.</summary>
sealed record Re2Repetition(Re2Node Inner, int Min, int Max, bool Greedy)
    : Re2Node(Inner.ProgramSize * Math.Max(1, Math.Max(Min, Max)) + Math.Max(1, Max - Min));

enum Re2PositionKind
{
    BeginText,
    EndText,
    BeginLine,
    EndLine,
    WordBoundary,
    NotWordBoundary,
}
