using Lateen.Core;
using Lateen.Pilot.Policies;

namespace Lateen.Cli.Discovery;

/// <summary>
/// Keeps the key sets of issuers up to date: each that policies want is fetched at once, again every so often, and, while that fails, more often, so long as the
/// last good one stays in force. Nothing waits for it.
/// </summary>
/// <param name="fetch">Gets one.</param>
/// <param name="learned">Is told of each that came.</param>
/// <param name="time">The clock.</param>
/// <param name="backoff">Waits between failures, one sequence for each source.</param>
internal sealed class KeySetFetcher(
    Func<KeySetSource, CancellationToken, Task<string>> fetch, Action<KeySetSource, string> learned, TimeProvider time, Func<FullJitterBackoff> backoff) : IAsyncDisposable
{
    /// <summary>As Istio's PILOT_JWT_PUB_KEY_REFRESH_INTERVAL.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(20);

    /// <summary>Sources that are fetched at all: what policies name beyond that is not.</summary>
    public const int MaxSources = 1000;

    readonly Lock gate = new();
    readonly Dictionary<KeySetSource, (CancellationTokenSource Stop, Task Running)> running = [];
    bool isEnded;

    /// <summary>Is told of failures, the first of a row and when another reason comes.</summary>
    public event Action<KeySetSource, string>? Failed;

    /// <summary>Counts fetches by whether they succeeded.</summary>
    public event Action<bool>? Fetched;

    /// <summary>Sets which are wanted; the others are given up. Returns at once.</summary>
    public void Want(IEnumerable<KeySetSource> sources)
    {
        lock (gate)
        {
            if (isEnded)
                return;
            var wanted = sources.Take(MaxSources).ToHashSet();
            foreach (var (source, (stop, _)) in running.Where(entry => !wanted.Contains(entry.Key)).ToArray())
            {
                stop.Cancel();
                running.Remove(source);
            }

            foreach (var source in wanted.Where(source => !running.ContainsKey(source)))
            {
                var stop = new CancellationTokenSource();
                running.Add(source, (stop, Task.Run(() => FollowAsync(source, stop.Token), CancellationToken.None)));
            }
        }
    }

    /// <summary>Gives all up, and waits until none runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (gate)
        {
            isEnded = true;
            ending = [.. running.Values.Select(one => one.Running)];
            foreach (var (stop, _) in running.Values)
                stop.Cancel();
            running.Clear();
        }

        await Task.WhenAll(ending);
    }

    async Task FollowAsync(KeySetSource source, CancellationToken stop)
    {
        var waits = backoff();
        var told = "";
        try
        {
            while (true)
            {
                var problem = await TryAsync(source, stop);
                Fetched?.Invoke(problem.Length == 0);
                if (problem.Length > 0 && problem != told)
                    Failed?.Invoke(source, problem);
                told = problem;
                if (problem.Length == 0)
                    waits.Reset();
                await Task.Delay(problem.Length == 0 ? RefreshInterval : waits.Next(), time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody wants it any more.
        }
    }

    async Task<string> TryAsync(KeySetSource source, CancellationToken stop)
    {
        try
        {
            learned(source, await fetch(source, stop));
            return "";
        }
        catch (HttpRequestException failure)
        {
            return failure.InnerException is { } cause ? $"{failure.Message} {cause.Message}" : failure.Message;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or System.Net.Sockets.SocketException)
        {
            stop.ThrowIfCancellationRequested();
            return failure is OperationCanceledException ? "no answer in time" : failure.Message;
        }
    }
}
