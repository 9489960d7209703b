namespace Lateen.Citadel;

/// <summary>The pod that a valid token speaks for and until when, or why it is refused (for the log; callers learn less).</summary>
public readonly record struct TokenCheck(PodIdentity Pod, DateTimeOffset Expires, string? Refusal)
{
    public static TokenCheck Valid(PodIdentity pod, DateTimeOffset expires) => new(pod, expires, null);

    public static TokenCheck Refused(string reason) => new(default, default, reason);
}
