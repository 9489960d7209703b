namespace Lateen.Identity;

/// <summary>When to renew: at half of a certificate's life, give or take one per cent, so that pods started together drift apart.</summary>
public static class RotationSchedule
{
    const double GraceRatio = 0.5;
    const double Jitter = 0.01;

    /// <summary>The time to renew; never after <paramref name="notAfter"/>, perhaps before <paramref name="issued"/> has passed.</summary>
    /// <param name="issued">When the certificate was received, or its NotBefore.</param>
    /// <param name="notAfter">When it expires.</param>
    /// <param name="random">Chance.</param>
    public static DateTimeOffset RenewAt(DateTimeOffset issued, DateTimeOffset notAfter, Random random)
    {
        double ratio = GraceRatio + (Jitter * ((2 * random.NextDouble()) - 1));
        TimeSpan life = notAfter - issued;
        return life <= TimeSpan.Zero ? issued : notAfter - (life * ratio);
    }
}
