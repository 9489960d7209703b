namespace Lateen.Agent.Files;

/// <summary>Tells whether a file is another one than before, behind whatever links: mounted Secrets change by the swap of a link.</summary>
/// <param name="Written">When it was written.</param>
/// <param name="Length">Bytes.</param>
readonly record struct FileStamp(DateTime Written, long Length)
{
    /// <summary>Of a file that can't be read.</summary>
    public static readonly FileStamp Missing = new(default, -1);

    /// <summary>The stamp of what the path leads to now.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return new FileStamp(File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Missing;
        }
    }
}
