using System.Collections.Concurrent;
using Lateen.Cli.Discovery;
using Lateen.Core;
using Lateen.Pilot.Policies;
using Lateen.Testing;

namespace Lateen.Cli.Tests.Discovery;

/// <summary>Key sets come, are renewed, and stay while their issuer is ill.</summary>
public sealed class KeySetFetcherTests
{
    static readonly KeySetSource One = new("https://one/jwks", "", TimeSpan.FromSeconds(5)), Two = new("", "https://two", TimeSpan.FromSeconds(5));

    readonly ManualTime time = new();
    readonly ConcurrentQueue<(KeySetSource Source, TaskCompletionSource<string> Answer)> asked = new();
    readonly SemaphoreSlim asking = new(0), learning = new(0), failing = new(0);
    readonly ConcurrentQueue<string> learned = new(), failed = new();

    [Fact]
    public async Task Sets_are_fetched_renewed_and_retried()
    {
        await using var fetcher = Fetcher();
        fetcher.Want([One]);
        (await NextAsync()).SetResult("first");
        await learning.WaitAsync(TestContext.Current.CancellationToken);

        await PassAsync(KeySetFetcher.RefreshInterval);
        (await NextAsync()).SetException(new HttpRequestException("ill"));
        await failing.WaitAsync(TestContext.Current.CancellationToken);
        await PassAsync(TimeSpan.FromSeconds(30));
        (await NextAsync()).SetResult("second");
        await learning.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["https://one/jwks first", "https://one/jwks second"], learned);
        Assert.Equal(["https://one/jwks ill"], failed);
    }

    [Fact]
    public async Task Wanting_returns_at_once_and_what_nobody_wants_is_given_up()
    {
        await using var fetcher = Fetcher();
        fetcher.Want([One, Two]);
        await NextAsync();
        await NextAsync();
        fetcher.Want([Two]);
        fetcher.Want([]);
        Assert.Empty(learned);
    }

    KeySetFetcher Fetcher()
    {
        var fetcher = new KeySetFetcher(
            (source, stop) =>
            {
                var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                stop.Register(() => answer.TrySetCanceled(stop));
                asked.Enqueue((source, answer));
                asking.Release();
                return answer.Task;
            },
            (source, keys) =>
            {
                learned.Enqueue($"{source} {keys}");
                learning.Release();
            },
            time, () => new FullJitterBackoff(new Random(1)));
        fetcher.Failed += (source, why) =>
        {
            failed.Enqueue($"{source} {why}");
            failing.Release();
        };
        return fetcher;
    }

    async Task<TaskCompletionSource<string>> NextAsync()
    {
        await asking.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(asked.TryDequeue(out var next));
        return next.Answer;
    }

    /// <summary>Lets time pass once somebody waits for it.</summary>
    async Task PassAsync(TimeSpan span)
    {
        while (!time.HasTimers)
            await Task.Yield();
        time.Advance(span);
    }
}
