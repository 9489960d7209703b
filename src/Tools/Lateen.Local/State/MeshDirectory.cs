namespace Lateen.Local.State;

/// <summary>The state folder of one mesh, readable for its owner only.</summary>
internal sealed class MeshDirectory
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    const string SandboxName = ".sandbox";

    readonly string parent;

    /// <param name="parent">The folder of all meshes; see <see cref="ParentFor"/>.</param>
    /// <param name="name">The mesh's name: lower case letters, digits and hyphens.</param>
    public MeshDirectory(string parent, string name)
    {
        if (name.Length is 0 or > 32 || name[0] == '-' || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            throw new LocalMeshException($"\"{name}\" can't name a mesh: use up to 32 lower case letters, digits and hyphens.");
        (this.parent, Name) = (parent, name);
    }

    public string Name { get; }

    public string Root => Path.Combine(parent, Name);

    public string Registry => Path.Combine(Root, "registry");

    /// <summary>What the control plane keeps: its CA and the root certificate.</summary>
    public string ControlPlane => Path.Combine(Root, "control-plane");

    /// <summary>Where the control plane keeps its keys, inside <see cref="ControlPlane"/>.</summary>
    public string CertificateAuthority => Path.Combine(ControlPlane, "ca");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Where the mesh mounts its own file system, each mesh in its own mount namespace; empty outside.</summary>
    public string Sandbox => Path.Combine(parent, SandboxName);

    /// <summary>Where a mesh without a file system of its own keeps its pods' files.</summary>
    public string LoopbackSandbox => Path.Combine(Root, "sandbox");

    public string LaunchFile => Path.Combine(Root, "launch.json");

    public string StatusFile => Path.Combine(Root, "status.json");

    public string LogOf(string podKey, string container) => Path.Combine(Logs, podKey, container + ".log");

    /// <summary>The folder of all meshes of a user.</summary>
    /// <param name="runtimeDirectory">XDG_RUNTIME_DIR, if set.</param>
    public static string ParentFor(bool isRoot, string? runtimeDirectory, string userName) =>
        isRoot ? "/run/lateen"
        : runtimeDirectory is { Length: > 0 } && Directory.Exists(runtimeDirectory) ? Path.Combine(runtimeDirectory, "lateen")
        : Path.Combine(Path.GetTempPath(), $"lateen-{userName}");

    /// <summary>All meshes that have a state folder, sorted.</summary>
    public static IEnumerable<MeshDirectory> All(string parent) => !Directory.Exists(parent) ? [] :
        Directory.EnumerateDirectories(parent).Select(Path.GetFileName).Where(name => name![0] != '.').Order(StringComparer.Ordinal).Select(name => new MeshDirectory(parent, name!));

    /// <summary>Makes the folders.</summary>
    public void Create()
    {
        Directory.CreateDirectory(parent, Everybody);
        Directory.CreateDirectory(Sandbox, Everybody);
        Directory.CreateDirectory(Root, OwnerOnly);
        // A folder that somebody else made before us in a place where everybody may write is not ours to trust.
        if (File.GetUnixFileMode(Root) != OwnerOnly)
            File.SetUnixFileMode(Root, OwnerOnly);
        foreach (var folder in (string[])[Registry, ControlPlane, Logs])
            Directory.CreateDirectory(folder, OwnerOnly);
    }

    /// <summary>Removes the mesh's folder, and the parent with it when it was the last.</summary>
    public void Remove()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
        if (!All(parent).Any() && Directory.Exists(parent))
            RemoveIfEmpty();
    }

    void RemoveIfEmpty()
    {
        try
        {
            Directory.Delete(Sandbox);
            Directory.Delete(parent);
        }
        catch (IOException)
        {
            // Another mesh is being made right now, or the folder is somebody's mount point; it stays.
        }
    }
}
