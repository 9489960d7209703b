namespace Lateen.Config.Reading;

/// <summary>Finds what somebody probably meant.</summary>
static class Suggestion
{
    /// <summary>"did you mean …?" for the candidate nearest to the text, or the candidates when they are few; empty when neither helps.</summary>
    public static string For(string text, IReadOnlyCollection<string> candidates, string noun)
    {
        var nearest = candidates.Select(name => (name, distance: Distance(text, name))).OrderBy(pair => pair.distance).ThenBy(pair => pair.name, StringComparer.Ordinal).FirstOrDefault();
        if (nearest.name is not null && nearest.distance <= Math.Max(1, Math.Min(text.Length, nearest.name.Length) / 3))
            return $"did you mean \"{nearest.name}\"?";
        return candidates.Count is > 0 and <= 12 ? $"{noun} are {string.Join(", ", candidates)}" : "";
    }

    /// <summary>Letters to insert, delete, change or swap with their neighbour, ignoring case and "_".</summary>
    static int Distance(string left, string right)
    {
        if (left.Length > 64 || right.Length > 64)
            return int.MaxValue;
        var (a, b) = (Plain(left), Plain(right));
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }

    static string Plain(string text) => text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
