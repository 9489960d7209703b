using System.Text;

namespace Lateen.Local.Processes;

/// <summary>
/// What a program prints, in a file of bounded size: when it is full it becomes the previous one, and the one before that goes.
/// Lines of several streams don't mix.
/// </summary>
internal sealed class LogFile(string path, long mostBytes = LogFile.DefaultMostBytes) : IDisposable
{
    const long DefaultMostBytes = 8 * 1024 * 1024;
    const int LongestLine = 16 * 1024;

    readonly Lock gate = new();
    FileStream? file;
    volatile string last = "";

    /// <summary>The line that was written last; empty before the first.</summary>
    public string LastLine => last;

    /// <summary>Copies a stream, line by line, until it ends.</summary>
    public async Task Copy(TextReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
            Write(line);
    }

    public void Write(string line)
    {
        // Indented lines belong to what stands above them, as in a stack trace.
        if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
            last = line;
        var bytes = Encoding.UTF8.GetBytes(line.Length > LongestLine ? string.Concat(line.AsSpan(0, LongestLine), "…\n") : line + "\n");
        lock (gate)
        {
            try
            {
                file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                if (file.Length + bytes.Length > mostBytes)
                    Rotate();
                file.Write(bytes);
            }
            catch (IOException)
            {
                // A full disk must not stop the program that prints; its next line may fit.
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
            file?.Dispose();
    }

    void Rotate()
    {
        file!.Dispose();
        File.Move(path, path + ".1", overwrite: true);
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
