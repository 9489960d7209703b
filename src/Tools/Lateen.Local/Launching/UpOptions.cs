using Lateen.Local.Sandbox;

namespace Lateen.Local.Launching;

/// <summary>What <c>lateen up</c> was asked for.</summary>
public sealed record UpOptions
{
    public required string Name { get; init; }

    /// <summary>Manifests: files and folders.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Null to take the best that the machine allows.</summary>
    public Isolation? Isolation { get; init; }

    /// <summary>The port on 127.0.0.1 for the gateway; 0 for any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>Envoy's executable, to run it as every proxy; null for lateen-proxy.</summary>
    public string? Envoy { get; init; }

    /// <summary>Passed to the node as they are.</summary>
    public required IReadOnlyList<string> NodeArguments { get; init; }
}
