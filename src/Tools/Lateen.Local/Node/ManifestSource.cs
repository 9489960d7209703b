using System.Collections.Immutable;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Local.Manifests;

namespace Lateen.Local.Node;

/// <summary>The manifests as people edit them, and what is wrong with them. An object that is written badly keeps its last good meaning.</summary>
internal sealed class ManifestSource : IDisposable
{
    readonly FileConfigStore store;
    readonly IReadOnlyList<string> files;
    readonly IDisposable subscription;
    ImmutableHashSet<string> reported = [];

    /// <param name="files">Files and folders.</param>
    /// <param name="changed">Called after each change, and once before the constructor returns.</param>
    public ManifestSource(IReadOnlyList<string> files, TimeProvider time, Action changed)
    {
        this.files = files;
        store = FileConfigStore.Follow(new FileConfigOptions { Paths = files, Time = time });
        subscription = store.Subscribe(_ => changed());
    }

    /// <summary>The manifest as it is now.</summary>
    public MeshManifest Current => MeshManifest.From(store.Current.Objects.Values);

    /// <summary>The manifest to start with, and warnings.</summary>
    /// <exception cref="LocalMeshException">There are errors, or there is nothing to run.</exception>
    public MeshManifest First(Action<string> report)
    {
        var diagnostics = store.Current.Diagnostics;
        if (diagnostics.Where(IsError).ToArray() is { Length: > 0 } errors)
            throw new LocalMeshException(string.Join('\n', errors.Select(error => error.ToString()).Prepend("the manifests have errors; nothing was started:")));
        foreach (var news in News())
            report(news);
        var manifest = Current;
        return manifest.Workloads.Count > 0 ? manifest
            : throw new LocalMeshException($"{string.Join(", ", files)}: no Deployment, StatefulSet or Pod, so there is nothing to run.");
    }

    /// <summary>The manifest after an edit; null, with a sentence, when the edit leaves nothing to run.</summary>
    public MeshManifest? Next(Action<string> report)
    {
        foreach (var news in News())
            report(news);
        var manifest = Current;
        if (manifest.Workloads.Count > 0)
            return manifest;
        report($"{string.Join(", ", files)}: no Deployment, StatefulSet or Pod is left; what runs stays as it is (`lateen down` ends it)");
        return null;
    }

    /// <summary>What is wrong now and was not at the last call, a sentence each.</summary>
    public IReadOnlyList<string> News()
    {
        var diagnostics = store.Current.Diagnostics;
        var news = diagnostics.Where(diagnostic => !reported.Contains(diagnostic.ToString())).ToArray();
        reported = [.. diagnostics.Select(diagnostic => diagnostic.ToString())];
        string[] sentences = [.. news.Select(diagnostic => diagnostic.ToString())];
        return news.Any(IsError) ? [.. sentences, "what was written well before stays in force"] : sentences;
    }

    public void Dispose()
    {
        subscription.Dispose();
        store.Dispose();
    }

    static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == Severity.Error;
}
