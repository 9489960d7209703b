using System.Collections.Immutable;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config.Stores;

/// <summary>
/// The objects in files and folders, followed as people edit them. What can't be read keeps its last good meaning, object by object, and is
/// reported; a file that is gone takes its objects along.
/// </summary>
public sealed class FileConfigStore : IConfigStore, IDisposable
{
    readonly FileConfigOptions options;
    readonly ConfigFeed feed = new();
    readonly Lock reading = new();
    readonly Debounce debounce;
    readonly FileWatch? watch;
    readonly ITimer? rescan;
    ImmutableSortedDictionary<string, FileState> files = ImmutableSortedDictionary.Create<string, FileState>(StringComparer.Ordinal);
    ImmutableArray<Diagnostic> problems = [];

    FileConfigStore(FileConfigOptions options, bool follow)
    {
        this.options = options;
        debounce = new Debounce(options.Time, options.Quiet, options.Most, Refresh);
        if (follow)
        {
            watch = new FileWatch(options.Paths, debounce.Signal);
            rescan = options.Time.CreateTimer(static self => ((FileConfigStore)self!).debounce.Signal(), this, options.Rescan, options.Rescan);
        }

        Refresh();
    }

    /// <summary>Reads everything, and follows changes until it is disposed.</summary>
    public static FileConfigStore Follow(FileConfigOptions options) => new(options, follow: true);

    /// <summary>Reads everything once; later changes are read by <see cref="Refresh"/> only.</summary>
    public static FileConfigStore Read(FileConfigOptions options) => new(options, follow: false);

    /// <inheritdoc/>
    public ConfigSnapshot Current => feed.Current;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<ConfigBatch> onBatch) => feed.Subscribe(onBatch);

    /// <summary>Looks at all files now. A file whose content is as before costs reading it, no more.</summary>
    public void Refresh()
    {
        lock (reading)
        {
            watch?.Renew();
            var found = new FileFinder(options).Find();
            var next = ImmutableSortedDictionary.CreateBuilder<string, FileState>(StringComparer.Ordinal);
            var isChanged = false;
            foreach (var path in found.Files)
            {
                var old = files.GetValueOrDefault(path);
                var now = (old ?? FileState.Unread).Read(path, options.DefaultNamespace);
                if (now.IsSuspicious)
                    debounce.Signal();
                next[path] = now;
                isChanged |= !ReferenceEquals(old, now);
            }

            isChanged |= next.Count != files.Count || !found.Problems.SequenceEqual(problems);
            files = next.ToImmutable();
            problems = found.Problems;
            if (isChanged)
                feed.Publish(Merge);
        }
    }

    ConfigSnapshot Merge(ConfigSnapshot old)
    {
        var read = ReadResult.Merge(files.Values.Select(file => file.Fresh));
        var objects = ImmutableSortedDictionary.CreateBuilder<ObjectRef, ConfigObject>();
        var positions = read.Sources.Objects.ToImmutableDictionary().ToBuilder();
        foreach (var item in read.Objects)
            objects[item.Ref] = Same(old, item);
        // An object whose file is broken now may meanwhile be written well elsewhere, which counts.
        foreach (var (item, at) in files.Values.SelectMany(file => file.Kept))
        {
            if (objects.TryAdd(item.Ref, Same(old, item)))
                positions[item.Ref] = at;
        }

        ImmutableArray<Diagnostic> diagnostics = [.. read.Diagnostics.Concat(files.Values.SelectMany(file => file.Problems)).Concat(problems).Order()];
        return new ConfigSnapshot(old.Revision + 1, objects.ToImmutable(), new SourceMap(positions.ToImmutable()), diagnostics);
    }

    /// <summary>Unchanged objects keep their instance.</summary>
    static ConfigObject Same(ConfigSnapshot old, ConfigObject item) =>
        old.Objects.TryGetValue(item.Ref, out var known) && known.Equals(item) ? known : item;

    /// <summary>Ends following. The last snapshot stays.</summary>
    public void Dispose()
    {
        rescan?.Dispose();
        watch?.Dispose();
        debounce.Dispose();
    }
}
