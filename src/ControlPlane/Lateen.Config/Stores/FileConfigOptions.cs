namespace Lateen.Config.Stores;

/// <summary>What a <see cref="FileConfigStore"/> reads, and how fast it follows.</summary>
public sealed record FileConfigOptions
{
    /// <summary>In a folder of manifests, what says how images run on one machine; no manifest itself.</summary>
    public const string LocalFile = "lateen.yaml";

    /// <summary>Files, and folders with all that is below them: <c>*.yaml</c>, <c>*.yml</c>, <c>*.json</c>, nothing hidden. A path need not exist yet.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Where objects go that name no namespace.</summary>
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>A change is read when the files were quiet for so long …</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>… or when it is so old.</summary>
    public TimeSpan Most { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Everything is looked at again so often, for file systems that tell of no changes and paths that don't exist yet.</summary>
    public TimeSpan Rescan { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a path that doesn't exist is worth an error.</summary>
    public bool MustExist { get; init; } = true;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
