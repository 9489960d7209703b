using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Tests.Clusters;

public sealed class CircuitBreakerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Bound_is_the_same_however_many_workers_reserve(int workers)
    {
        var breaker = new CircuitBreaker(new CircuitBreakerThresholds { MaxRequests = 100 });
        var granted = 0;
        var highest = 0L;
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (!breaker.TryReserveRequest()) continue;
                var now = Interlocked.Increment(ref granted);
                if (now > 100) Interlocked.Exchange(ref highest, now);
                Interlocked.Decrement(ref granted);
                breaker.Requests.Release();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal((0L, 0L), (highest, breaker.Requests.Value));
    }

    [Fact]
    public void Retry_budget_follows_the_load_and_has_a_floor()
    {
        var breaker = new CircuitBreaker(new CircuitBreakerThresholds { RetryBudgetPercent = 20, RetryBudgetMinimum = 3 });
        Assert.Equal(3, CountRetries(breaker));

        for (var i = 0; i < 50; i++) Assert.True(breaker.TryReserveRequest());
        Assert.Equal(10, CountRetries(breaker));
    }

    static int CountRetries(CircuitBreaker breaker)
    {
        var count = 0;
        while (breaker.TryReserveRetry()) count++;
        for (var i = 0; i < count; i++) breaker.Retries.Release();
        return count;
    }
}
