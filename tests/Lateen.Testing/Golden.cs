using System.Text;

namespace Lateen.Testing;

/// <summary>
/// Compares text with a checked-in file. LATEEN_GOLDEN=update rewrites the file instead, and is refused where CI is set,
/// so that a golden only ever changes in a commit that somebody reads.
/// </summary>
public static class Golden
{
    /// <summary>A golden longer than this hides what it shows.</summary>
    public const int MaxLines = 150;

    /// <summary>Fails when <paramref name="actual"/> differs from the file at <paramref name="path"/>, relative to the root.</summary>
    public static void Check(string path, string actual)
    {
        var file = Repository.PathOf(path);
        actual = Normalise(actual);
        var lines = actual.Count(c => c == '\n');
        if (lines > MaxLines)
            throw new GoldenException($"{path}: {lines} lines; a golden has at most {MaxLines}. Make the case smaller.");
        if (Updating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        if (!File.Exists(file))
            throw new GoldenException($"{path} does not exist. Run the tests with LATEEN_GOLDEN=update and read what it writes.");
        var expected = Normalise(File.ReadAllText(file));
        if (expected != actual)
            throw new GoldenException(Difference(path, expected, actual));
    }

    static bool Updating
    {
        get
        {
            if (Environment.GetEnvironmentVariable("LATEEN_GOLDEN") != "update")
                return false;
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
                throw new GoldenException("LATEEN_GOLDEN=update is refused in CI: goldens are changed by people.");
            return true;
        }
    }

    static string Normalise(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    static string Difference(string path, string expected, string actual)
    {
        string[] was = expected.Split('\n'), now = actual.Split('\n');
        var at = 0;
        while (at < was.Length && at < now.Length && was[at] == now[at])
            at++;
        var text = new StringBuilder($"{path}:{at + 1} differs (LATEEN_GOLDEN=update rewrites it)\n");
        foreach (var line in was.Skip(at).Take(8))
            text.Append("  expected  ").Append(line).Append('\n');
        foreach (var line in now.Skip(at).Take(8))
            text.Append("  actual    ").Append(line).Append('\n');
        return text.ToString();
    }
}

/// <summary>A golden that differs, is missing, or is too long.</summary>
public sealed class GoldenException(string message) : Exception(message);
