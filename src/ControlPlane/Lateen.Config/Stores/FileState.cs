using System.Collections.Immutable;
using System.Security.Cryptography;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config.Stores;

/// <summary>What a store knows of one file. Reading gives the same instance when nothing changed.</summary>
sealed record FileState
{
    /// <summary>A file that was never read.</summary>
    public static readonly FileState Unread = new();

    /// <summary>Bytes of the largest file that is read.</summary>
    const long MaxBytes = YamlLimits.Characters;

    byte[] Hash { get; init; } = [];

    /// <summary>What the file says now.</summary>
    public ReadResult Fresh { get; private init; } = ReadResult.Empty;

    /// <summary>What it said before of objects that it says badly now.</summary>
    public ImmutableArray<(ConfigObject Object, ObjectPositions At)> Kept { get; private init; } = [];

    /// <summary>Why it can't be read at all.</summary>
    public ImmutableArray<Diagnostic> Problems { get; private init; } = [];

    /// <summary>It was found empty though it had objects: an editor may be about to write it. It is believed when it still is so at the next look.</summary>
    public bool IsSuspicious { get; private init; }

    /// <summary>The state after looking at the file.</summary>
    public FileState Read(string path, string defaultNamespace)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
                return Unreadable(path, DiagnosticCode.TooLarge, $"has {length} bytes; at most {MaxBytes} are read", "split it");
            return Read(path, File.ReadAllBytes(path), defaultNamespace);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, DiagnosticCode.Unreadable, $"can't be read: {error.Message}", "check that it exists and who may read it");
        }
    }

    FileState Read(string path, byte[] content, string defaultNamespace)
    {
        var hash = SHA256.HashData(content);
        if (hash.AsSpan().SequenceEqual(Hash) && Problems.IsEmpty && !IsSuspicious)
            return this;
        if (content.Length == 0 && !IsSuspicious && !(Fresh.Objects.IsEmpty && Kept.IsEmpty))
            return this with { IsSuspicious = true };
        var fresh = ConfigReader.Read(path, System.Text.Encoding.UTF8.GetString(content), defaultNamespace);
        return new FileState { Hash = hash, Fresh = fresh, Kept = KeepFor(fresh) };
    }

    ImmutableArray<(ConfigObject Object, ObjectPositions At)> KeepFor(ReadResult fresh)
    {
        var known = Fresh.Objects.Select(item => (Object: item, At: Fresh.Sources.Objects[item.Ref])).Concat(Kept);
        return [.. known.Where(pair => !fresh.Sources.Objects.ContainsKey(pair.Object.Ref) && (!fresh.IsComplete || fresh.Refused.Contains(pair.Object.Ref)))];
    }

    FileState Unreadable(string path, string code, string message, string advice)
    {
        var problem = new Diagnostic(code, Severity.Error, message) { Location = new SourceLocation(path, 1), Advice = advice };
        return Problems.SequenceEqual([problem]) ? this : this with { Problems = [problem] };
    }
}
