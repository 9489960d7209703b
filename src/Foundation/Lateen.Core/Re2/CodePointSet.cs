using System.Collections.Immutable;

namespace Lateen.Core.Re2;

/// <summary>A set of Unicode code points as sorted, disjoint, inclusive ranges.</summary>
sealed record CodePointSet(ImmutableArray<(int Low, int High)> Ranges)
{
    internal const int Max = 0x10FFFF;

    internal static CodePointSet All { get; } = new([(0, Max)]);

    internal static CodePointSet Of(params ReadOnlySpan<(int Low, int High)> ranges) => From([.. ranges]);

    /// <summary>Sorts and merges.</summary>
    internal static CodePointSet From(List<(int Low, int High)> ranges)
    {
        ranges.Sort();
        var merged = ImmutableArray.CreateBuilder<(int Low, int High)>();
        foreach (var range in ranges)
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            else
                merged.Add(range);
        return new CodePointSet(merged.ToImmutable());
    }

    internal CodePointSet Union(CodePointSet other) => From([.. Ranges, .. other.Ranges]);

    internal CodePointSet Negate()
    {
        var negated = new List<(int, int)>();
        var next = 0;
        foreach (var (low, high) in Ranges)
        {
            if (low > next)
                negated.Add((next, low - 1));
            next = high + 1;
        }

        if (next <= Max)
            negated.Add((next, Max));
        return From(negated);
    }

    internal CodePointSet Without(int codePoint) => Negate().Union(Of((codePoint, codePoint))).Negate();

    /// <summary>Adds the other case of every letter (Unicode's simple folding, as RE2 does for <c>(?i)</c>).</summary>
    internal CodePointSet FoldCase()
    {
        var folded = new List<(int, int)>(Ranges);
        foreach (var (low, high) in Ranges)
            foreach (var (codePoint, other) in CaseFolding.Pairs)
                if (codePoint >= low && codePoint <= high)
                    folded.Add((other, other));
        return From(folded);
    }
}
