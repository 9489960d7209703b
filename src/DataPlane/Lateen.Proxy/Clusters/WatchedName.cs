using System.Collections.Immutable;
using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// One name of a DNS cluster, asked again and again: after its time to live or the refresh rate, and after a failure sooner or later as configured. A failure changes
/// nothing, an empty answer takes the hosts away. Main loop only.
/// </summary>
sealed class WatchedName : ITimerHandler
{
    /// <summary>A record that may not be kept at all is still kept so long: otherwise we would ask without a pause.</summary>
    static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    readonly string name;
    readonly ClusterDiscovery.Dns discovery;
    readonly INameResolver resolver;
    readonly IEventLoop loop;
    readonly IRandom random;
    readonly Action changed;
    readonly LoopTimer timer;
    int failures;
    bool isStopped;

    public WatchedName(string name, ClusterDiscovery.Dns discovery, INameResolver resolver, IEventLoop loop, IRandom random, Action changed)
    {
        (this.name, this.discovery, this.resolver) = (name, discovery, resolver);
        (this.loop, this.random, this.changed) = (loop, random, changed);
        timer = new LoopTimer(this);
    }

    /// <summary>True once the first question was answered, well or not.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The addresses of the last good answer, ports 0.</summary>
    public ImmutableArray<NetAddress> Addresses { get; private set; } = [];

    public void Ask() => resolver.Resolve(name, OnAnswer);

    public void Stop()
    {
        isStopped = true;
        loop.Cancel(timer);
    }

    public void OnTimer(LoopTimer expired) => Ask();

    void OnAnswer(NameAnswer answer)
    {
        if (isStopped) return;
        var next = answer.Error is null ? discovery.Family.Choose(answer.Addresses) : Addresses;
        var isNews = !IsAnswered || !next.AsSpan().SequenceEqual(Addresses.AsSpan());
        (IsAnswered, Addresses) = (true, next);
        loop.Schedule(timer, Pause(answer).Ticks * 100);
        if (isNews) changed();
    }

    TimeSpan Pause(NameAnswer answer)
    {
        failures = answer.Error is null ? 0 : failures + 1;
        if (failures > 0 && discovery.FailureRefresh is { } failing) return Jittered(failing);
        var pause = discovery.RespectTimeToLive && answer.TimeToLive is { } lifetime ? lifetime : discovery.RefreshRate;
        if (discovery.Jitter > TimeSpan.Zero) pause += TimeSpan.FromTicks((long)(random.Next() % (ulong)discovery.Jitter.Ticks));
        return pause < ShortestPause ? ShortestPause : pause;
    }

    /// <summary>Any time below base * 2^(n-1), bounded: full jitter, so that the proxies of a mesh don't ask together when their server comes back.</summary>
    TimeSpan Jittered(FailureRefresh failing)
    {
        var most = Math.Min(failing.Base.Ticks * Math.Pow(2, Math.Min(failures - 1, 30)), failing.Max.Ticks);
        return TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (long)(random.Next() % (ulong)Math.Max(1, most))));
    }
}
