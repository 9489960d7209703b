namespace Lateen.Pilot.Policies;

/// <summary>What a workload accepts on a port.</summary>
public enum MtlsMode
{
    /// <summary>Mutual TLS and plaintext.</summary>
    Permissive,

    /// <summary>Only mutual TLS.</summary>
    Strict,

    /// <summary>Only plaintext (or the workload's own TLS).</summary>
    Disable,
}
