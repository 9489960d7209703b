using Lateen.Testing;

namespace Lateen.Interop.Tests.Differential;

/// <summary>Both proxies, and what became of every request of the corpus.</summary>
public sealed class Corpus : IAsyncLifetime
{
    readonly Dictionary<(string Proxy, int Case), IReadOnlyList<Outcome>> outcomes = [];

    /// <summary>Null when it ran.</summary>
    public string? WhyNot { get; private set; }

    internal IReadOnlyList<Outcome> Of(string proxy, DifferentialCase one) => outcomes[(proxy, one.Number)];

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("ENVOY") is not { Length: > 0 } envoy)
        {
            WhyNot = "ENVOY is not set: no real Envoy to compare with";
            return;
        }

        await using var applications = new Applications();
        await RunAsync(0, "Envoy", envoy, applications);
        await RunAsync(1, "lateen-proxy", Repository.Built("lateen-proxy"), applications);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task RunAsync(int index, string name, string program, Applications applications)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var proxy = await ProxyUnderTest.StartAsync(index, program, stop);
        foreach (var one in DifferentialCase.All)
            outcomes[(name, one.Number)] = await proxy.SendAsync(one, applications, stop);
        // The logs are flushed now and then; asked for last, they cost one wait and not one a request.
        foreach (var one in DifferentialCase.All)
        {
            var logged = new List<Outcome>();
            for (var at = 0; at < one.Exchanges.Count; at++)
                logged.Add(outcomes[(name, one.Number)][at] with { Log = await proxy.LogAsync(one, at) });
            outcomes[(name, one.Number)] = logged;
        }
    }
}
