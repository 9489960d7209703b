namespace Lateen.Local.State;

/// <summary>What a launcher passes to the node that it starts, and leaves for <c>down</c>, <c>ps</c> and <c>exec</c> to find.</summary>
internal sealed record Launch
{
    public required string Name { get; init; }

    /// <summary>The folder of all meshes.</summary>
    public required string Parent { get; init; }

    public required Sandbox.Isolation Isolation { get; init; }

    /// <summary>Which addresses of the loopback device the mesh has; 0 when it has a network of its own.</summary>
    public int Block { get; init; }

    /// <summary>Manifests: files and folders, absolute.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>How to run this executable again, without arguments.</summary>
    public required IReadOnlyList<string> Self { get; init; }

    /// <summary>lateen-proxy.</summary>
    public required string ProxyProgram { get; init; }

    /// <summary>Envoy to run as every proxy instead; null for ours.</summary>
    public string? Envoy { get; init; }

    /// <summary>The sample's executable.</summary>
    public required string BookinfoProgram { get; init; }

    /// <summary>The installation of .NET, for programs that are not native.</summary>
    public required string DotnetRoot { get; init; }

    /// <summary>The listening socket for the gateway, opened before the namespaces: a descriptor number, and where it listens.</summary>
    public required int GatewaySocket { get; init; }

    public required string GatewayAddress { get; init; }

    /// <summary>The descriptor whose end of file means: stop.</summary>
    public required string Lifeline { get; init; }

    /// <summary>The launcher, and the process that holds the namespaces (whose child is the node), as the machine sees them.</summary>
    public ProcessIdentity? Launcher { get; init; }

    public ProcessIdentity? Holder { get; init; }
}
