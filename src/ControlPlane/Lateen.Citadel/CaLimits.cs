namespace Lateen.Citadel;

/// <summary>Bounds on what the CA signs. The defaults are Istio's.</summary>
public sealed record CaLimits
{
    /// <summary>Life of a certificate whose requester doesn't say.</summary>
    public TimeSpan DefaultTtl { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A longer life is refused.</summary>
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromDays(90);

    /// <summary>A longer signing request, in characters, is refused unread.</summary>
    public int MaxRequestLength { get; init; } = 64 * 1024;
}
