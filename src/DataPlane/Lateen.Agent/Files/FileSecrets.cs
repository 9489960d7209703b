using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Lateen.Xds;

namespace Lateen.Agent.Files;

/// <summary>
/// Certificates, keys and trust anchors in files of the pod, as SDS resources: read when somebody names them, and again when they have changed, which is
/// looked for once a second. What can't be read leaves the last good value in force. Safe from any thread.
/// </summary>
public sealed class FileSecrets : IDisposable
{
    /// <summary>More than any bundle of the world's roots.</summary>
    const int MaxBytes = 4 * 1024 * 1024;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    readonly Lock gate = new();
    readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    readonly Action<string> log;
    readonly ITimer timer;

    /// <param name="time">The clock.</param>
    /// <param name="log">Takes one line at a time; never anything of a file.</param>
    public FileSecrets(TimeProvider time, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(time);
        this.log = log;
        timer = time.CreateTimer(_ => Look(), null, BetweenLooks, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A secret has come, or is another one now. Raised on any thread; handlers return at once.</summary>
    public event Action<XdsResource>? Changed;

    /// <summary>Whether a secret of that name is in files.</summary>
    public static bool Covers(string name) => SecretFileNames.Parse(name) is not null;

    /// <summary>Reads the secret, and follows its files until as many <see cref="Release"/>. Null while they can't be read.</summary>
    public XdsResource? Hold(string name)
    {
        if (SecretFileNames.Parse(name) is not { } files)
            return null;
        lock (gate)
        {
            if (!entries.TryGetValue(name, out var entry))
            {
                entries[name] = entry = new Entry(files);
                Refresh(name, entry);
            }

            entry.Holders++;
            return entry.Resource;
        }
    }

    /// <summary>One fewer needs the secret; true when nobody needs it any more.</summary>
    public bool Release(string name)
    {
        lock (gate)
            return entries.TryGetValue(name, out var entry) && --entry.Holders == 0 && entries.Remove(name);
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    void Look()
    {
        List<XdsResource> changed = [];
        lock (gate)
        {
            foreach (var (name, entry) in entries)
            {
                if (Refresh(name, entry))
                    changed.Add(entry.Resource!);
            }
        }

        foreach (var resource in changed)
            Changed?.Invoke(resource);
        timer.Change(BetweenLooks, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads what has changed; true when the resource is another one now.</summary>
    bool Refresh(string name, Entry entry)
    {
        FileStamp[] stamps = [.. entry.Files.All.Select(FileStamp.Of)];
        if (entry.Stamps.AsSpan().SequenceEqual(stamps))
            return false;
        entry.Stamps = stamps;
        try
        {
            var resource = XdsResource.Of(name, Read(name, entry.Files));
            var isOther = !resource.Equals(entry.Resource);
            entry.Resource = resource;
            return isOther;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log($"the secret {name} can't be read: {problem.Message}{(entry.Resource is null ? "" : "; the one read before stays in force")}");
            return false;
        }
    }

    static Secret Read(string name, SecretFileNames files) => files.Key is null
        ? new Secret { Name = name, ValidationContext = new CertificateValidationContext { TrustedCa = Content(files.Certificates) } }
        : new Secret { Name = name, TlsCertificate = new TlsCertificate { CertificateChain = Content(files.Certificates), PrivateKey = Content(files.Key) } };

    static DataSource Content(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaxBytes)
            throw new IOException($"{path} has {file.Length} bytes, at most {MaxBytes} are read");
        return new DataSource { InlineBytes = ByteString.FromStream(file) };
    }

    sealed class Entry(SecretFileNames files)
    {
        public SecretFileNames Files { get; } = files;

        public FileStamp[] Stamps { get; set; } = [];

        public XdsResource? Resource { get; set; }

        public int Holders { get; set; }
    }
}
