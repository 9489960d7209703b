namespace Lateen.Core;

/// <summary>
/// Full-jitter back-off between attempts: uniform in [0, min(500 ms x 2^n, 30 s)), so that the clients of a restarted server
/// don't come back together. The first retry may come at once. Base and cap are Envoy's and istio-agent's.
/// </summary>
public sealed class FullJitterBackoff(Random random)
{
    static readonly TimeSpan Base = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);
    const int CapAt = 6;
    int failures;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        TimeSpan bound = failures >= CapAt ? Cap : Base * (1 << failures);
        failures = Math.Min(failures + 1, CapAt);
        return bound * random.NextDouble();
    }

    /// <summary>The peer has answered: the next failure is the first again.</summary>
    public void Reset() => failures = 0;
}
