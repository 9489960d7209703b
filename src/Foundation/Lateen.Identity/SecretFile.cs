using System.Globalization;

namespace Lateen.Identity;

/// <summary>
/// Files with secrets: mode 0600 (or narrower) in folders of mode 0700, written aside, flushed to disk and renamed, so that a reader
/// or a crash sees the old content or the new, and a full disk changes nothing.
/// </summary>
public static class SecretFile
{
    const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode SecretMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode PublicMode = SecretMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Creates a folder that only its owner can enter, or narrows one that exists.</summary>
    /// <exception cref="IOException">The folder cannot be made or narrowed; the message names it.</exception>
    public static void PrepareFolder(string folder) => Explain(folder, "prepare the folder", () =>
    {
        // Windows has no modes: there a folder inherits its owner's access list.
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, FolderMode);
        if (File.GetUnixFileMode(folder) != FolderMode)
            File.SetUnixFileMode(folder, FolderMode);
    });

    /// <summary>Writes a secret.</summary>
    /// <exception cref="IOException">Nothing was written; the message names the file and the cause.</exception>
    public static void Write(string path, string content) => Write(path, content, SecretMode);

    /// <summary>Writes a secret with a mode narrower than 0600, such as 0400 for a token.</summary>
    public static void Write(string path, string content, UnixFileMode mode) =>
        Explain(path, "write", () => WriteAside(path, content, mode));

    /// <summary>Writes something that everybody may read, with the same care: a root certificate.</summary>
    public static void WritePublic(string path, string content) => Write(path, content, PublicMode);

    /// <summary>Reads a secret, and refuses one that others than its owner can read.</summary>
    /// <exception cref="IOException">The file cannot be read or is open to others; the message names it.</exception>
    public static string Read(string path)
    {
        string content = "";
        Explain(path, "read", () =>
        {
            UnixFileMode mode = OperatingSystem.IsWindows() ? SecretMode : File.GetUnixFileMode(path);
            if ((mode & ~SecretMode) != UnixFileMode.None)
                throw new IOException($"it has mode 0{Convert.ToString((int)mode, 8).ToString(CultureInfo.InvariantCulture)}: others may read it; chmod 600 it if you are sure that nobody did");
            content = File.ReadAllText(path);
        });
        return content;
    }

    static void WriteAside(string path, string content, UnixFileMode mode)
    {
        string aside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = mode;
            using (var stream = new FileStream(aside, options))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    static void Explain(string path, string verb, Action action)
    {
        try
        {
            action();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot {verb} {path}: {problem.Message}", problem);
        }
    }
}
