namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>Waits for what another process does, looking again and again until a deadline.</summary>
static class Eventually
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> otherwise)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begin) > deadline) throw new TimeoutException($"{otherwise()} (after {deadline.TotalSeconds:0} s)");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
