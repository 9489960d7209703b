namespace Lateen.Interop.Tests;

/// <summary>Waits for what another process does, looking again and again until a deadline.</summary>
static class Eventually
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static void True(Func<bool> condition, TimeSpan deadline, string otherwise) => True(condition, deadline, () => otherwise);

    /// <summary>As the other, with words that are found when they are needed.</summary>
    public static void True(Func<bool> condition, TimeSpan deadline, Func<string> otherwise)
    {
        using var pause = new ManualResetEventSlim();
        var begin = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(begin) > deadline)
                throw new TimeoutException($"{otherwise()} after {deadline.TotalSeconds:0} s");
            pause.Wait(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As <see cref="True"/>, for a condition that must ask somebody.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, string otherwise)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begin) > deadline)
                throw new TimeoutException($"{otherwise} after {deadline.TotalSeconds:0} s");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Looks until the list is empty; returns what is left of it at the deadline.</summary>
    public static async Task<IReadOnlyList<string>> EmptyAsync(Func<Task<IReadOnlyList<string>>> look, TimeSpan deadline)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = await look();
            if (left.Count == 0 || TimeProvider.System.GetElapsedTime(begin) > deadline)
                return left;
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
