using Lateen.Net;

namespace Lateen.Proxy.Runtime;

/// <summary>Identities that no configuration names any more, kept until the last connection lets go of them: their statistics are still written.</summary>
sealed class RetiredParts(IEventLoop loop) : ITimerHandler
{
    const long CheckInterval = 5_000_000_000;

    readonly List<(IDisposable Part, Func<bool> IsUnused)> parts = [];
    LoopTimer? timer;

    public int Count => parts.Count;

    public void Add(IDisposable part, Func<bool> isUnused)
    {
        parts.Add((part, isUnused));
        timer ??= new LoopTimer(this);
        if (!timer.IsArmed) loop.Schedule(timer, CheckInterval);
    }

    public void OnTimer(LoopTimer expired)
    {
        foreach (var (part, isUnused) in parts.ToArray())
        {
            if (!isUnused()) continue;
            part.Dispose();
            parts.RemoveAll(entry => ReferenceEquals(entry.Part, part));
        }
        if (parts.Count > 0) loop.Schedule(expired, CheckInterval);
    }
}
