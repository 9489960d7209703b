namespace Lateen.Netns.Tests;

/// <summary>Processes of a mesh that should be gone: each has the folder of its manifests among its arguments or its environment's.</summary>
internal static class Leftovers
{
    public static IEnumerable<string> Of(string manifests) => Directory.EnumerateDirectories("/proc")
        .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        .Select(folder => Read(folder, "cmdline"))
        .Where(line => line.Contains(manifests, StringComparison.Ordinal));

    static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
