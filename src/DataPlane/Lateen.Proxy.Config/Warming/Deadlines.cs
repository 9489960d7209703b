using Lateen.Net;

namespace Lateen.Proxy.Config.Warming;

/// <summary>
/// How long warming parts wait for what they name. Istio says "for ever" (initial_fetch_timeout 0) for most; a part that would wait longer
/// than this goes into service with what there is, since a mesh that half works tells more than one that hangs.
/// </summary>
sealed class Deadlines(IEventLoop loop)
{
    /// <summary>Envoy's initial_fetch_timeout.</summary>
    public static readonly TimeSpan InitialFetch = TimeSpan.FromSeconds(15);

    /// <summary>A timer that calls back after the initial fetch timeout unless cancelled.</summary>
    public LoopTimer Start(Action expired)
    {
        var timer = new LoopTimer(expired);
        loop.Schedule(timer, (long)InitialFetch.TotalNanoseconds);
        return timer;
    }

    /// <summary>Not needed any more.</summary>
    public void Cancel(LoopTimer timer) => loop.Cancel(timer);
}
