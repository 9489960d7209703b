namespace Lateen.Citadel;

/// <summary>The pod that a valid token speaks for, or why the token is refused (for the log; callers learn less).</summary>
public readonly record struct TokenCheck(PodIdentity Pod, string? Refusal)
{
    public static TokenCheck Valid(PodIdentity pod) => new(pod, null);

    public static TokenCheck Refused(string reason) => new(default, reason);
}
