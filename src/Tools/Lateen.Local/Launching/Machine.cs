namespace Lateen.Local.Launching;

/// <summary>What a launcher needs to know of the machine and the installation.</summary>
public sealed record Machine
{
    public required bool IsRoot { get; init; }

    /// <summary>The folder of all meshes of this user.</summary>
    public required string StateFolder { get; init; }

    /// <summary>How to run this executable, without arguments.</summary>
    public required IReadOnlyList<string> Self { get; init; }

    /// <summary>lateen-proxy's executable.</summary>
    public required string ProxyProgram { get; init; }

    /// <summary>The executable of the sample's services.</summary>
    public required string BookinfoProgram { get; init; }

    public required string DotnetRoot { get; init; }
}
