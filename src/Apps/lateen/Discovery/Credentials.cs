using Lateen.Citadel;

namespace Lateen.Cli.Discovery;

/// <summary>What a caller has proved: its SPIFFE identities, until when, and the pod if a token says which.</summary>
internal sealed record Credentials(IReadOnlyList<string> Identities, DateTimeOffset Expires, PodIdentity? Pod)
{
    /// <summary>A caller on the plaintext port.</summary>
    public static readonly Credentials None = new([], DateTimeOffset.MaxValue, null);
}
