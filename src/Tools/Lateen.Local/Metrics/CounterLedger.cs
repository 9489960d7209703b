namespace Lateen.Local.Metrics;

/// <summary>
/// Adds up what counters have gained since a starting point, over restarts of the proxies that keep them: a counter that fell has begun
/// again from zero.
/// </summary>
internal sealed class CounterLedger
{
    readonly Dictionary<(string Proxy, string Series), Account> accounts = [];

    /// <summary>What all counters gained since <see cref="Restart"/>, with the proxy that keeps each and what it counted in all.</summary>
    public IEnumerable<(string Proxy, Sample Sample, double Total)> Gains =>
        accounts.Select(account => (account.Key.Proxy, account.Value.Sample with { Value = account.Value.Gain }, account.Value.Sample.Value));

    /// <summary>Takes the counters of one proxy as they are now.</summary>
    public void Add(string proxy, IEnumerable<Sample> samples)
    {
        foreach (var sample in samples)
        {
            var before = accounts.GetValueOrDefault((proxy, sample.Series));
            var gain = before is null || sample.Value < before.Sample.Value ? sample.Value : sample.Value - before.Sample.Value;
            accounts[(proxy, sample.Series)] = new Account(sample, (before?.Gain ?? 0) + gain);
        }
    }

    /// <summary>The starting point is now.</summary>
    public void Restart()
    {
        foreach (var (key, account) in accounts.ToArray())
            accounts[key] = account with { Gain = 0 };
    }

    sealed record Account(Sample Sample, double Gain);
}
