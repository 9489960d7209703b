using Lateen.Net;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// Takes hosts of one cluster out of rotation and lets them back in (Envoy's outlier detection). Decides on the main loop; workers only report to the hosts'
/// <see cref="OutlierMonitor"/>s.
/// </summary>
public sealed class OutlierDetector : ITimerHandler
{
    readonly OutlierDetectionConfig config;
    readonly OutlierStats stats;
    readonly StatsShard shard;
    readonly IEventLoop mainLoop;
    readonly IRandom random;
    readonly Action changed;
    readonly LoopTimer interval;
    List<OutlierMonitor> monitors = [];
    int ejected;
    bool isStopped;

    /// <param name="scope">The cluster's statistics.</param>
    /// <param name="shard">The main loop's.</param>
    /// <param name="changed">Told, on the main loop, that some host's <see cref="OutlierMonitor.IsEjected"/> changed.</param>
    internal OutlierDetector(OutlierDetectionConfig config, StatsScope scope, StatsShard shard, IEventLoop mainLoop, IRandom random, Action changed)
    {
        this.config = config;
        this.shard = shard;
        this.mainLoop = mainLoop;
        this.random = random;
        this.changed = changed;
        stats = new OutlierStats(scope.Scope("outlier_detection"));
        interval = new LoopTimer(this);
        mainLoop.Schedule(interval, Nanoseconds(config.Interval));
    }

    /// <summary>For a host that is new to the cluster.</summary>
    public OutlierMonitor NewMonitor() => new(this, config);

    /// <summary>The cluster's hosts are these now; what was known of others is forgotten.</summary>
    public void Keep(IEnumerable<Host> hosts)
    {
        monitors = [.. hosts.Select(host => host.Outlier).OfType<OutlierMonitor>()];
        ejected = monitors.Count(monitor => monitor.IsEjected);
        shard.Set(stats.Active, ejected);
    }

    /// <summary>The cluster is gone: nothing is decided any more.</summary>
    public void Stop()
    {
        isStopped = true;
        mainLoop.Cancel(interval);
        shard.Set(stats.Active, 0);
    }

    /// <summary>A run of failures is long enough; from any worker.</summary>
    internal void OnDetected(OutlierMonitor monitor, OutlierMode mode) => mainLoop.Post(_ => DecideRun(monitor, mode), null);

    public void OnTimer(LoopTimer timer)
    {
        var before = ejected;
        var ejections = 0;
        foreach (var monitor in monitors) Unejecting(monitor);
        var uneject = before - ejected;
        ejections += CompareRates(monitor => monitor.Answers, OutlierMode.SuccessRate, OutlierMode.FailurePercentage);
        if (config.SplitLocalOriginErrors)
            ejections += CompareRates(monitor => monitor.LocalOrigin, OutlierMode.LocalOriginSuccessRate, OutlierMode.LocalOriginFailurePercentage);
        if (uneject + ejections > 0) changed();
        mainLoop.Schedule(interval, Nanoseconds(config.Interval));
    }

    void DecideRun(OutlierMonitor monitor, OutlierMode mode)
    {
        if (isStopped || monitor.IsEjected || !monitors.Contains(monitor)) return;
        var isEjected = Detected(monitor, mode);
        monitor.Restart(mode);
        if (isEjected) changed();
    }

    /// <summary>Whether the host was ejected for it.</summary>
    bool Detected(OutlierMonitor monitor, OutlierMode mode)
    {
        shard.Increment(stats.Detected(mode));
        if (random.Next() % 100 >= Enforcing(mode)) return false;
        if (!MayEject())
        {
            shard.Increment(stats.Overflow);
            return false;
        }
        shard.Increment(stats.Enforced(mode));
        shard.Increment(stats.EnforcedTotal);
        Eject(monitor);
        return true;
    }

    bool MayEject() =>
        (config.AlwaysEjectOneHost && ejected == 0) || 100.0 * (ejected + 1) / monitors.Count <= Math.Min(100, config.MaxEjectionPercent);

    void Eject(OutlierMonitor monitor)
    {
        monitor.IsEjected = true;
        var most = Math.Max(config.MaxEjectionTime.Ticks, config.BaseEjectionTime.Ticks);
        // Beyond the longest time a higher multiplier would only take longer to sink again.
        if (monitor.EjectionMultiplier * config.BaseEjectionTime.Ticks < most) monitor.EjectionMultiplier++;
        var ticks = Math.Min(config.BaseEjectionTime.Ticks * monitor.EjectionMultiplier, most);
        var jitter = config.MaxEjectionTimeJitter.Ticks > 0 ? (long)(random.Next() % (ulong)(config.MaxEjectionTimeJitter.Ticks + 1)) : 0;
        monitor.EjectedUntil = mainLoop.Now + ((ticks + jitter) * 100);
        shard.Set(stats.Active, ++ejected);
    }

    void Unejecting(OutlierMonitor monitor)
    {
        if (!monitor.IsEjected)
        {
            if (monitor.EjectionMultiplier > 0) monitor.EjectionMultiplier--;
            return;
        }
        if (monitor.EjectedUntil > mainLoop.Now) return;
        monitor.IsEjected = false;
        monitor.Restart(OutlierMode.Consecutive5xx);
        monitor.Restart(OutlierMode.ConsecutiveGatewayFailure);
        monitor.Restart(OutlierMode.ConsecutiveLocalOriginFailure);
        shard.Set(stats.Active, --ejected);
    }

    /// <summary>Looks at the interval that ends now, first at who is far below the mean, then at who fails too often. Returns how many were ejected.</summary>
    int CompareRates(Func<OutlierMonitor, OutcomeCounter> which, OutlierMode byRate, OutlierMode byFailures)
    {
        var counted = monitors.ConvertAll(monitor => (Monitor: monitor, Outcomes: which(monitor).Take()));
        var compared = counted.FindAll(host => !host.Monitor.IsEjected && host.Outcomes.Total >= config.SuccessRateRequestVolume);
        var ejections = 0;
        if (compared.Count > 0 && compared.Count >= config.SuccessRateMinimumHosts)
        {
            var least = LeastRate([.. compared.Select(host => host.Outcomes.GoodPercent)]);
            ejections += compared.Count(host => host.Outcomes.GoodPercent < least && Detected(host.Monitor, byRate));
        }
        var judged = counted.FindAll(host => !host.Monitor.IsEjected && host.Outcomes.Total >= config.FailurePercentageRequestVolume);
        if (judged.Count > 0 && judged.Count >= config.FailurePercentageMinimumHosts)
            ejections += judged.Count(host => 100 - host.Outcomes.GoodPercent >= config.FailurePercentageThreshold && Detected(host.Monitor, byFailures));
        return ejections;
    }

    double LeastRate(double[] rates)
    {
        var mean = rates.Average();
        var deviation = Math.Sqrt(rates.Sum(rate => (rate - mean) * (rate - mean)) / rates.Length);
        return mean - (deviation * config.SuccessRateDeviationFactor / 1000);
    }

    uint Enforcing(OutlierMode mode) => mode switch
    {
        OutlierMode.Consecutive5xx => config.EnforcingConsecutive5xx,
        OutlierMode.ConsecutiveGatewayFailure => config.EnforcingConsecutiveGatewayFailure,
        OutlierMode.ConsecutiveLocalOriginFailure => config.EnforcingConsecutiveLocalOriginFailure,
        OutlierMode.SuccessRate => config.EnforcingSuccessRate,
        OutlierMode.LocalOriginSuccessRate => config.EnforcingLocalOriginSuccessRate,
        OutlierMode.FailurePercentage => config.EnforcingFailurePercentage,
        _ => config.EnforcingFailurePercentageLocalOrigin,
    };

    static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
